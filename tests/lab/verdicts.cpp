#include "lab/verdicts.hpp"

namespace poolprobe::testing {
namespace {

// ---- the result of every configuration of the catalogue ----
//
// ok            works
// breaks C N    the first error has SQLSTATE C, at the N-th execution of a query; 0: at login
// wrong C N     another process's statement answered, in one of the scenarios; the first error was C
//               ("-": none)
// loses C N     as breaks, but a commit was reported and nothing was kept; the driver hid the error C
// *             any SQLSTATE: what an unnamed Bind finds on a server connection depends on who used it last
// unsaid        the login and all scenarios work, but two processes of one application do not show what
//               becomes of its search_path when other clients use the pool too: PP302 tests that

constexpr std::string_view ok = "works";
constexpr std::string_view unsaid = "unknown";

// clang-format off
constexpr expected_verdict rows[] = {
    //                                        direct             1.18, or 1.24       1.24              1.26
    //                                                           without tracking
    {"asyncpg",                               {ok,                "wrong 42P05 1",  ok,               ok}},
    {"asyncpg:no-cache",                      {ok,                ok,               ok,               ok}},
    {"asyncpg:no-cache-old",                  {ok,                "wrong 42P05 1",  ok,               ok}},
    {"asyncpg:url-cache",                     {"breaks 42704 0",  "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"sqlalchemy-asyncpg",                    {ok,                "wrong 42P05 0",  ok,               ok}},
    {"sqlalchemy-asyncpg:no-cache",           {ok,                ok,               ok,               ok}},
    {"sqlalchemy-asyncpg:url-cache",          {ok,                "breaks 42P05 2", ok,               ok}},
    {"sqlalchemy-asyncpg:old",                {ok,                "wrong 26000 0",  ok,               ok}},
    {"sqlalchemy-asyncpg:no-cache-old",       {ok,                "wrong 42P05 0",  ok,               ok}},
    {"sqlalchemy-asyncpg:null-pool",          {ok,                "breaks 42P05 0", ok,               ok}},
    {"sqlalchemy-asyncpg:name-func",          {ok,                "breaks 26000 2", ok,               ok}},
    {"sqlalchemy-asyncpg:name-func-null-pool",{ok,                ok,               ok,               ok}},
    {"sqlalchemy-asyncpg:jit-off",            {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"alembic",                               {ok,                "wrong 42P05 0",  ok,               ok}},
    {"alembic:no-cache",                      {ok,                ok,               ok,               ok}},
    {"alembic:no-cache-old",                  {ok,                "wrong 42P05 0",  ok,               ok}},
    {"alembic:psycopg",                       {ok,                "wrong 42P05 6",  ok,               ok}},
    {"alembic:psycopg-none",                  {ok,                ok,               ok,               ok}},
    {"psycopg3",                              {ok,                "wrong 42P05 6",  ok,               ok}},
    {"psycopg3:none",                         {ok,                ok,               ok,               ok}},
    {"psycopg3:zero",                         {ok,                "wrong 42P05 1",  ok,               ok}},
    {"psycopg3:client-cursor",                {ok,                ok,               ok,               ok}},
    {"psycopg3:old-libpq",                    {ok,                "wrong 42P05 6",  "breaks 26000 7", "breaks 26000 7"}},
    {"sqlalchemy-psycopg",                    {ok,                "wrong 42P05 6",  ok,               ok}},
    {"sqlalchemy-psycopg:none",               {ok,                ok,               ok,               ok}},
    {"sqlalchemy-psycopg:zero",               {ok,                "wrong 26000 2",  ok,               ok}},
    {"sqlalchemy-psycopg:null-pool",          {ok,                ok,               ok,               ok}},
    {"sqlalchemy-psycopg:null-pool-repeat",   {ok,                "breaks 42P05 1", ok,               ok}},
    {"psycopg2",                              {ok,                ok,               ok,               ok}},
    {"psycopg2:autocommit",                   {ok,                ok,               ok,               ok}},
    {"django",                                {ok,                ok,               ok,               ok}},
    {"django:server-side-binding",            {ok,                ok,               ok,               ok}},
    {"django:prepare-threshold",              {ok,                "wrong 26000 6",  ok,               ok}},
    {"pg8000",                                {ok,                ok,               ok,               ok}},
    {"pg8000:autocommit",                     {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"pg8000:native",                         {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"pgx",                                   {ok,                "breaks 26000 1", ok,               ok}},
    {"pgx:before-5.8",                        {ok,                "breaks 26000 1", ok,               ok}},
    {"pgx:exec",                              {ok,                ok,               ok,               ok}},
    {"pgx:cache-describe",                    {ok,                ok,               ok,               ok}},
    {"pgx:describe-exec",                     {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"pgx:simple",                            {ok,                ok,               ok,               ok}},
    {"pgx:v4-url",                            {"breaks 42704 0",  "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"lib-pq",                                {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"lib-pq:binary-parameters",              {ok,                ok,               ok,               ok}},
    {"lib-pq:prepare",                        {ok,                "wrong 26000 1",  ok,               ok}},
    {"lib-pq:old",                            {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"gorm",                                  {ok,                "breaks 26000 1", ok,               ok}},
    {"gorm:simple",                           {ok,                ok,               ok,               ok}},
    {"gorm:prepare-stmt",                     {ok,                "breaks 26000 1", ok,               ok}},
    {"go-pg",                                 {ok,                ok,               ok,               ok}},
    {"go-pg:prepare",                         {ok,                "wrong 26000 1",  ok,               ok}},
    {"bun-pgdriver",                          {ok,                ok,               ok,               ok}},
    {"bun-pgdriver:prepare",                  {ok,                "wrong 26000 1",  ok,               ok}},
    {"pgjdbc",                                {ok,                "wrong 42P05 1",  ok,               ok}},
    {"pgjdbc:threshold-0",                    {ok,                ok,               ok,               ok}},
    {"pgjdbc:threshold-1",                    {ok,                "wrong 42P05 1",  ok,               ok}},
    {"pgjdbc:simple",                         {ok,                ok,               ok,               ok}},
    {"pgjdbc:extended-for-prepared",          {ok,                "wrong 42P05 1",  ok,               ok}},
    {"pgjdbc:no-cache",                       {ok,                "breaks 42P05 1", ok,               ok}},
    {"pgjdbc:current-schema",                 {ok,                "breaks 08P01 0", "breaks 08P01 0", unsaid}},
    {"r2dbc",                                 {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"r2dbc:no-cache",                        {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"vertx",                                 {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"vertx:cached",                          {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"vertx:layer7",                          {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"npgsql",                                {ok,                ok,               ok,               ok}},
    {"npgsql:auto-prepare",                   {ok,                "wrong 42P05 5",  ok,               ok}},
    {"npgsql:prepare",                        {ok,                "wrong 26000 1",  ok,               ok}},
    {"npgsql:search-path",                    {ok,                "breaks 08P01 0", "breaks 08P01 0", unsaid}},
    {"node-postgres",                         {ok,                ok,               ok,               ok}},
    {"node-postgres:named",                   {ok,                "breaks 42P05 1", ok,               ok}},
    {"node-postgres:statement-timeout",       {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"postgres-js",                           {ok,                "loses 26000 2",  ok,               ok}},
    {"postgres-js:no-prepare",                {ok,                ok,               ok,               ok}},
    {"postgres-js:prepare-0",                 {ok,                "loses 26000 2",  ok,               ok}},
    {"drizzle",                               {ok,                "loses 26000 2",  ok,               ok}},
    {"drizzle:node-postgres",                 {ok,                ok,               ok,               ok}},
    {"drizzle:prepare",                       {ok,                "breaks 42P05 1", ok,               ok}},
    {"typeorm",                               {ok,                ok,               ok,               ok}},
    {"knex",                                  {ok,                ok,               ok,               ok}},
    {"sequelize",                             {ok,                ok,               ok,               ok}},
    {"prisma-6",                              {ok,                "wrong 26000 1",  ok,               ok}},
    {"prisma-6:pgbouncer",                    {ok,                ok,               ok,               ok}},
    {"prisma-6:cache-0",                      {ok,                "wrong 26000 1",  ok,               ok}},
    {"prisma-6:schema",                       {ok,                "breaks 08P01 0", "breaks 08P01 0", unsaid}},
    {"prisma-7",                              {ok,                ok,               ok,               ok}},
    {"prisma-7:pgbouncer",                    {ok,                ok,               ok,               ok}},
    {"prisma-7:named",                        {ok,                "breaks 42P05 1", ok,               ok}},
    {"bun-sql",                               {ok,                "wrong 42P05 1",  ok,               ok}},
    {"bun-sql:no-prepare",                    {ok,                ok,               ok,               ok}},
    {"bun-sql:no-prepare-old",                {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"rails",                                 {ok,                "wrong 26000 1",  ok,               ok}},
    {"rails:no-prepared",                     {ok,                ok,               ok,               ok}},
    {"rails:old",                             {ok,                "wrong 26000 1",  "loses 26000 2",  "loses 26000 2"}},
    {"tokio-postgres",                        {ok,                "wrong 26000 1",  ok,               ok}},
    {"tokio-postgres:prepared",               {ok,                "wrong 26000 1",  ok,               ok}},
    {"tokio-postgres:typed",                  {ok,                ok,               ok,               ok}},
    {"sqlx",                                  {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"sqlx:no-float-digits",                  {ok,                "wrong 26000 1",  ok,               ok}},
    {"sqlx:no-persistent",                    {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"sqlx:capacity-0",                       {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"sqlx:raw",                              {ok,                "breaks 08P01 0", "breaks 08P01 0", "breaks 08P01 0"}},
    {"diesel",                                {ok,                "wrong 26000 1",  ok,               ok}},
    {"diesel:before-2.3",                     {ok,                "wrong 26000 1",  ok,               ok}},
    {"diesel:no-cache",                       {ok,                ok,               ok,               ok}},
    {"diesel:no-cache-old",                   {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
    {"diesel-async",                          {ok,                "wrong 26000 1",  ok,               ok}},
    {"ecto",                                  {ok,                "wrong 26000 2",  ok,               ok}},
    {"ecto:unnamed",                          {ok,                ok,               ok,               ok}},
    {"ecto:url",                              {ok,                "wrong 26000 2",  ok,               ok}},
    {"php-pdo",                               {ok,                "wrong 26000 1",  ok,               ok}},
    {"php-pdo:old",                           {ok,                "wrong 26000 1",  "loses 26000 1",  "loses 26000 1"}},
    {"php-pdo:emulate",                       {ok,                ok,               ok,               ok}},
    {"php-pdo:no-prepares",                   {ok,                ok,               ok,               ok}},
    {"laravel",                               {ok,                "wrong 26000 1",  ok,               ok}},
    {"laravel:emulate",                       {ok,                ok,               ok,               ok}},
    {"dbd-pg",                                {ok,                "breaks 26000 2", ok,               ok}},
    {"dbd-pg:old",                            {ok,                "breaks 26000 2", "loses 26000 3",  "loses 26000 3"}},
    {"dbd-pg:no-server-prepare",              {ok,                ok,               ok,               ok}},
    {"dbd-pg:switch-1",                       {ok,                "breaks 26000 1", "loses 26000 2",  "loses 26000 2"}},
    {"psql",                                  {ok,                ok,               ok,               ok}},
    {"psql:bind",                             {ok,                ok,               ok,               ok}},
    {"psql:parse",                            {ok,                "breaks 26000 1", ok,               ok}},
    {"libpq",                                 {ok,                ok,               ok,               ok}},
    {"libpq:params",                          {ok,                ok,               ok,               ok}},
    {"libpq:prepared",                        {ok,                "breaks 26000 1", ok,               ok}},
    {"libpq:unnamed-prepared",                {ok,                "wrong * 1",      "wrong * 1",      "wrong * 1"}},
};
// clang-format on

}  // namespace

std::span<expected_verdict const> expected_verdicts() { return rows; }

}  // namespace poolprobe::testing
