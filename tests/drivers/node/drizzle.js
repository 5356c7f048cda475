import { sql } from 'drizzle-orm'
import { drizzle as onNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as onPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'

import { config, only, play, target, template } from './reference_program.js'

/** A query whose parameter is filled in when it is run; it is the same to PostgreSQL, but for how it is named. */
const prepared = (db, text) => {
  const [, expression, from] = text.match(/^select (.*?)( from .*)?$/)
  const [before, after] = expression.split('$1')
  const value = sql`${sql.raw(before)}${sql.placeholder('n')}${sql.raw(after ?? '')}`
  return db.select({ value }).from(sql`(select 1) as one`).prepare(text.replace(/[^a-z0-9]+/g, '-'))
}

await play(async () => {
  let db, close
  if (config === '') {
    const client = postgres(target, { max: 1, onnotice() {} })
    db = onPostgresJs(client)
    close = () => client.end()
  } else {
    const pool = new pg.Pool({ connectionString: target, max: 1 })
    pool.on('error', () => {})
    db = onNodePostgres(pool)
    close = () => pool.end()
  }
  const run = async (db, query) => {
    const answer = await db.execute(query)
    return answer.rows ?? answer
  }
  const asks = (db) => async (text, n) => {
    if (config === 'prepare' && !text.includes('missing')) {
      return only(await prepared(db, text).execute({ n }))
    }
    return only(await run(db, sql(template(text), n)))
  }
  // Drizzle itself connects with the first query.
  await run(db, sql`select 1`)
  return {
    ask: asks(db),
    block: (work) => db.transaction((block) => work(asks(block))),
    async plain(text) {
      const answer = await db.execute(sql.raw(text))
      return answer.command
    },
    close
  }
})
