import pg from 'pg'

import { config, play, target } from './canonical.js'

const named = { '': false, named: true }[config]
const texts = []  // where the program names its statements: each text, in the order of its first use

await play(async () => {
  const client = new pg.Client({ connectionString: target })
  client.on('error', () => {})
  await client.connect()
  const value = async (text, n) => {
    if (!texts.includes(text)) texts.push(text)
    const name = named ? `query-${texts.indexOf(text)}` : undefined
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
