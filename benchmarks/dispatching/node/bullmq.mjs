// BullMQ with delayed jobs: node bullmq.mjs work | enqueue N DUE PREFIX
import { Queue, Worker } from 'bullmq'
import { inThousands, job, range, sender } from './endpoint.mjs'

const [verb, count, due, prefix] = process.argv.slice(2)
const connection = { path: process.env.PEER_REDIS_SOCKET, db: Number(process.env.PEER_REDIS_DB), maxRetriesPerRequest: null }

if (verb === 'work') {
  const send = sender(process.env.PEER_URL)
  const worker = new Worker('posts', (one) => send(one.data), { connection, concurrency: 250 })
  worker.on('error', (error) => console.error(error.message))
} else {
  const queue = new Queue('posts', { connection })
  await queue.waitUntilReady()
  await inThousands(Number(count), (from, to) => {
    const delay = Math.max(0, Number(due) * 1000 - Date.now())
    const opts = { delay, removeOnComplete: true }
    return queue.addBulk(range(from, to).map((number) => ({ name: 'post', data: job(prefix, number), opts })))
  })
  await queue.close()
}
