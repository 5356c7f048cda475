import postgres from 'postgres'

import { config, play, target, targetWith } from './canonical.js'

const settings = { '': {}, 'no-prepare': { prepare: false }, 'prepare-0': {} }[config]

// The program's text is a template: what stands before and after its one parameter.
const ask = async (sql, text, n) => {
  const parts = text.split('$1')
  const [row] = await sql(Object.assign(parts, { raw: parts }), n).values()
  return row[0]
}

await play(async () => {
  const url = config === 'prepare-0' ? targetWith('prepare=0') : target
  const sql = postgres(url, { max: 1, onnotice() {}, ...settings })
  return {
    autocommit: (text, n) => ask(sql, text, n),
    transaction: (text, n) => sql.begin((block) => ask(block, text, n)),
    plain: async (text) => (await sql.unsafe(text)).command,
    close: () => sql.end()
  }
})
