// The posts of a burst and the client that sends one: the same for both peers.
import { Pool } from 'undici'

const address = 'https://weibo-ops.example/'

export const job = (prefix, number) => ({
  token: `token-${number}`,
  text: `${prefix}-${number} 早上倒的热水，晚上还是温的。今天你的杯子里装了什么？ ${address}${number}`,
})

export function sender(target) {
  const url = new URL(target)
  const pool = new Pool(url.origin, { connections: 500, pipelining: 1, headersTimeout: 20000, bodyTimeout: 20000 })
  return async ({ token, text }) => {
    const body = new URLSearchParams({ access_token: token, status: text }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await pool.request({ path: url.pathname, method: 'POST', headers, body })
    const status = await answer.body.json()
    if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`)
    return status.idstr
  }
}

// Calls `add(from, to)` for every thousand and prints how long it took.
export async function inThousands(count, add) {
  const started = performance.now()
  for (let from = 0; from < count; from += 1000) await add(from, Math.min(count, from + 1000))
  console.log(JSON.stringify({ enqueue_s: (performance.now() - started) / 1000 }))
}

export const range = (from, to) => Array.from({ length: to - from }, (_, index) => from + index)
