import pg from 'pg'

import { config, play, target } from './canonical.js'

const named = config === 'named'
const settings = config === 'statement-timeout' ? { statement_timeout: 5000 } : {}

await play(async () => {
  const client = new pg.Client({ connectionString: target, ...settings })
  client.on('error', () => {})
  await client.connect()
  const value = async (text, n) => {
    const name = named ? text.replace(/[^a-z0-9]+/g, '-') : undefined
    const { rows } = await client.query({ name, text, values: [n], rowMode: 'array' })
    return rows[0][0]
  }
  return {
    autocommit: value,
    async transaction(text, n) {
      await client.query('BEGIN')
      try {
        const answer = await value(text, n)
        await client.query('COMMIT')
        return answer
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      }
    },
    plain: async (text) => (await client.query(text)).command,
    close: () => client.end()
  }
})
