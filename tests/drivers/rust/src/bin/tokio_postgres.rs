use drivers::{play, Failure, Program};
use tokio::task::JoinHandle;
use tokio_postgres::{types::Type, Client, Error, GenericClient, NoTls, Statement};

enum Way {
    Query,
    Typed,
    /// Statements that the program keeps, with their text.
    Prepared(Vec<(String, Statement)>),
}

struct TokioPostgres {
    client: Client,
    connection: JoinHandle<()>,
    way: Way,
}

fn told(error: Error) -> Failure {
    let state = error.code().map_or("-", |code| code.code()).to_string();
    (state, error.as_db_error().map_or(error.to_string(), |e| e.message().to_string()))
}

async fn ask(on: &impl GenericClient, way: &mut Way, text: &str, n: i32) -> Result<i32, Failure> {
    let rows = match way {
        Way::Query => on.query(text, &[&n]).await,
        Way::Typed => on.query_typed(text, &[(&n, Type::INT4)]).await,
        Way::Prepared(kept) => {
            if !kept.iter().any(|(known, _)| known == text) {
                kept.push((text.to_string(), on.prepare(text).await.map_err(told)?));
            }
            let (_, statement) = kept.iter().find(|(known, _)| known == text).expect("it was kept");
            on.query(statement, &[&n]).await
        }
    };
    Ok(rows.map_err(told)?[0].get(0))
}

impl Program for TokioPostgres {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(told)?;
        let connection = tokio::spawn(async move {
            let _ = connection.await;
        });
        let way = match config {
            "typed" => Way::Typed,
            "prepared" => Way::Prepared(Vec::new()),
            _ => Way::Query,
        };
        Ok(Self { client, connection, way })
    }

    async fn autocommit(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        ask(&self.client, &mut self.way, text, n).await
    }

    async fn transaction(&mut self, text: &str, n: i32) -> Result<i32, Failure> {
        let block = self.client.transaction().await.map_err(told)?;
        let answer = ask(&block, &mut self.way, text, n).await?;
        block.commit().await.map_err(told)?;
        Ok(answer)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        self.client.batch_execute(text).await.map_err(told)?;
        Ok("done".to_string())
    }

    async fn close(self) {
        drop(self.way);
        drop(self.client);
        let _ = self.connection.await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    play::<TokioPostgres>().await
}
