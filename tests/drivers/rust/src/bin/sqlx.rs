use drivers::{play, Failure, Program};
use sqlx::{postgres::PgConnectOptions, ConnectOptions, Connection, Error, PgConnection, Row};
use std::str::FromStr;

struct Sqlx {
    connection: PgConnection,
    config: String,
}

fn told(error: Error) -> Failure {
    let known = error.as_database_error();
    let state = known.and_then(|e| e.code()).map_or("-".to_string(), |code| code.to_string());
    (state, known.map_or(error.to_string(), |e| e.message().to_string()))
}

async fn ask(on: &mut PgConnection, config: &str, text: &str, n: i32) -> Result<i32, Failure> {
    if config == "raw" {
        let text = text.replace("$1", &n.to_string());
        let row = sqlx::raw_sql(&text).fetch_one(on).await.map_err(told)?;
        return row.try_get(0).map_err(told);
    }
    let query = sqlx::query_scalar(text).bind(n).persistent(config != "no-persistent");
    query.fetch_one(on).await.map_err(told)
}

impl Program for Sqlx {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure> {
        let mut options = PgConnectOptions::from_str(url).map_err(told)?;
        if config == "capacity-0" {
            options = options.statement_cache_capacity(0);
        }
        let connection = options.connect().await.map_err(told)?;
        Ok(Self { connection, config: config.to_string() })
    }

    async fn autocommit(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        ask(&mut self.connection, &self.config, text, n).await
    }

    async fn transaction(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        let mut block = self.connection.begin().await.map_err(told)?;
        let answer = ask(&mut block, &self.config, text, n).await?;
        block.commit().await.map_err(told)?;
        Ok(answer)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        sqlx::raw_sql(text).execute(&mut self.connection).await.map_err(told)?;
        Ok("done".to_string())
    }

    async fn close(self) {
        let _ = self.connection.close().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    play::<Sqlx>().await
}
