import { DataSource } from 'typeorm'

import { lastOfRows, only, runSteps, target } from './reference_program.js'

await runSteps(async () => {
  const source = new DataSource({ type: 'postgres', url: target, poolSize: 1 })
  await source.initialize()
  const asks = (on) => async (text, n) => only(await on.query(text, [n]))
  const onRunner = async (work) => {
    const runner = source.createQueryRunner()
    try {
      return await work(runner)
    } finally {
      await runner.release()
    }
  }
  return {
    ask: asks(source),
    block: (work) => source.transaction((manager) => work(asks(manager))),
    cursor: (text, n, enough) => onRunner(async (runner) => lastOfRows(await runner.stream(text, [n]), enough)),
    giveBack: () => onRunner((runner) => runner.connect()),
    plain: async (text) => {
      await source.query(text)
      return text.split(' ')[0].toUpperCase()
    },
    close: () => source.destroy()
  }
})
