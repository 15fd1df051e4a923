// pg-boss with startAfter: node pgboss.mjs work | enqueue N DUE PREFIX
import PgBoss from 'pg-boss'
import { inThousands, job, range, sender } from './endpoint.mjs'

const [verb, count, due, prefix] = process.argv.slice(2)
const { PEER_PG_HOST: host, PEER_PG_USER: user, PEER_PG_DATABASE: database } = process.env
const boss = new PgBoss({ host, user, database, max: 10 })
boss.on('error', (error) => console.error(error.message))
await boss.start()
await boss.createQueue('posts').catch(() => {})

if (verb === 'work') {
  const send = sender(process.env.PEER_URL)
  const handle = async (jobs) => {
    const ends = await Promise.allSettled(jobs.map((one) => send(one.data)))
    // A throw would fail, and later repeat, the whole batch: only those that failed.
    const failed = jobs.filter((_, index) => ends[index].status === 'rejected').map((one) => one.id)
    if (failed.length > 0) await boss.fail('posts', failed, { message: 'http' })
  }
  // 0.5 s is the shortest interval it takes.
  for (let turn = 0; turn < 2; turn += 1) await boss.work('posts', { batchSize: 250, pollingIntervalSeconds: 0.5 }, handle)
} else {
  const startAfter = new Date(Number(due) * 1000).toISOString()
  await inThousands(Number(count), (from, to) =>
    boss.insert(range(from, to).map((number) => ({ name: 'posts', data: job(prefix, number), startAfter }))),
  )
  await boss.stop({ graceful: false })
  process.exit(0)
}
