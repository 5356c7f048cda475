import pg from 'pg'
import Cursor from 'pg-cursor'

import { config, lastOf, runSteps, target } from './reference_program.js'

const named = config === 'named'
const settings =
  { 'statement-timeout': { statement_timeout: 5000 }, pipeline: { pipeline: true } }[config] ?? {}

async function* pagesOf(cursor) {
  for (let page; (page = await cursor.read(2)).length > 0;) yield page
}

await runSteps(async () => {
  const pool = new pg.Pool({ connectionString: target, max: 1, ...settings })
  pool.on('error', () => {})
  let client
  const take = async () => {
    client = await pool.connect()
    client.on('error', () => {})
  }
  await take()
  const ask = async (text, n) => {
    const name = named ? text.replace(/[^a-z0-9]+/g, '-') : undefined
    const { rows } = await client.query({ name, text, values: [n], rowMode: 'array' })
    return rows[0][0]
  }
  return {
    ask,
    async block(work) {
      await client.query('BEGIN')
      try {
        const answer = await work(ask)
        await client.query('COMMIT')
        return answer
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {})  // the first error tells more
        throw error
      }
    },
    async cursor(text, n, enough) {
      const cursor = client.query(new Cursor(text, [n]))
      try {
        return await lastOf(pagesOf(cursor), enough)
      } finally {
        await cursor.close()
      }
    },
    // What is asked without waiting travels in one go.
    batch: settings.pipeline &&
      (async (text, numbers) => (await Promise.all(numbers.map((n) => ask(text, n)))).at(-1)),
    async giveBack() {
      client.release()
      await take()
    },
    plain: async (text) => (await client.query(text)).command,
    async close() {
      client.release()
      await pool.end()
    }
  }
})
