import { QueryTypes, Sequelize } from 'sequelize'

import { only, runSteps, target } from './reference_program.js'

await runSteps(async () => {
  const sequelize = new Sequelize(target, { dialect: 'postgres', logging: false, pool: { max: 1 } })
  await sequelize.authenticate()
  const asks = (transaction) => async (text, n) =>
    only(await sequelize.query(text, { bind: [n], type: QueryTypes.SELECT, transaction }))
  return {
    ask: asks(),
    block: (work) => sequelize.transaction((transaction) => work(asks(transaction))),
    plain: async (text) => (await sequelize.query(text))[1]?.command,
    close: () => sequelize.close()
  }
})
