import { MikroORM } from '@mikro-orm/postgresql'

import { only, runSteps, target } from './reference_program.js'

await runSteps(async () => {
  const orm = await MikroORM.init({
    clientUrl: target,
    dbName: decodeURIComponent(new URL(target).pathname.slice(1)),
    entities: [],
    // Of a name that only a pooler knows it would say that there is no such database, and create one.
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
    allowGlobalContext: true,
    pool: { min: 0, max: 1 }
  })
  const asks = (em) => async (text, n) => only(await em.execute(text.replace('$1', '?'), [n]))
  return {
    ask: asks(orm.em),
    block: (work) => orm.em.transactional((em) => work(asks(em))),
    async plain(text) {
      await orm.em.execute(text)
      return text.split(' ')[0].toUpperCase()
    },
    close: () => orm.close()
  }
})
