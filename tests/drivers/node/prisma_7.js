import { PrismaPg } from '@prisma/adapter-pg'
import { getPrismaClient } from '@prisma/client/runtime/client'

import { config, only, runSteps, target, targetWith } from './reference_program.js'

/** The client as `prisma generate` would write it for a schema without models, which wants a download. */
const PrismaClient = getPrismaClient({
  previewFeatures: [],
  clientVersion: '7.9.1',
  engineVersion: '',
  activeProvider: 'postgresql',
  inlineSchema: 'datasource db {\n  provider = "postgresql"\n}\n',
  runtimeDataModel: { models: {}, enums: {}, types: {} },
  parameterizationSchema: { strings: [], graph: 'AAAA' },
  compilerWasm: {
    importName: './query_compiler_fast_bg.js',
    getRuntime: () => import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs'),
    async getQueryCompilerWasmModule() {
      const { wasm } = await import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs')
      return new WebAssembly.Module(Buffer.from(wasm, 'base64'))
    }
  }
})

const settings =
  config === 'named' ? { statementNameGenerator: ({ sql }) => sql.replace(/[^A-Za-z0-9]+/g, '-') } : {}

await runSteps(async () => {
  const connectionString = config === 'pgbouncer' ? targetWith('pgbouncer=true') : target
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }, settings) })
  await prisma.$connect()
  const query = (on, text, n) => on.$queryRawUnsafe(text, n)
  const asks = (on) => async (text, n) => only(await query(on, text, n))
  return {
    ask: asks(prisma),
    block: (work) => prisma.$transaction((block) => work(asks(block))),
    batch: async (text, numbers) => only((await prisma.$transaction(numbers.map((n) => query(prisma, text, n)))).at(-1)),
    async plain(text) {
      await prisma.$executeRawUnsafe(text)
      return text.split(' ')[0].toUpperCase()
    },
    close: () => prisma.$disconnect()
  }
})
