use drivers::{play, Failure, Program};
use tokio::task::JoinHandle;
use tokio_postgres::{types::Type, Client, Error, GenericClient, NoTls};

struct TokioPostgres {
    client: Client,
    connection: JoinHandle<()>,
    typed: bool,
}

fn told(error: Error) -> Failure {
    let state = error.code().map_or("-", |code| code.code()).to_string();
    (state, error.as_db_error().map_or(error.to_string(), |e| e.message().to_string()))
}

async fn ask(client: &impl GenericClient, typed: bool, text: &str, n: i32) -> Result<i32, Failure> {
    let rows = match typed {
        true => client.query_typed(text, &[(&n, Type::INT4)]).await,
        false => client.query(text, &[&n]).await,
    };
    Ok(rows.map_err(told)?[0].get(0))
}

impl Program for TokioPostgres {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(told)?;
        let connection = tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { client, connection, typed: config == "query-typed" })
    }

    async fn autocommit(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        ask(&self.client, self.typed, text, n).await
    }

    async fn transaction(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        let block = self.client.transaction().await.map_err(told)?;
        let answer = ask(&block, self.typed, text, n).await?;
        block.commit().await.map_err(told)?;
        Ok(answer)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        self.client.batch_execute(text).await.map_err(told)?;
        Ok("done".to_string())
    }

    async fn close(self) {
        drop(self.client);
        let _ = self.connection.await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    play::<TokioPostgres>().await
}
