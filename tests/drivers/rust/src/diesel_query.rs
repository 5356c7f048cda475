//! A query of one parameter, written as an extension of diesel: unlike sql_query's, its text may be prepared.

use crate::reference_program::{Failure, Query};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{Error, QueryResult};
use diesel::sql_types::Integer;

pub struct Ask(pub Query);

impl QueryFragment<Pg> for Ask {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Ask((text, n)) = self;
        let (before, after) = text.split_once("$1").unwrap_or((text, ""));
        out.push_sql(before);
        out.push_bind_param::<Integer, _>(n)?;
        out.push_sql(after);
        Ok(())
    }
}

impl QueryId for Ask {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl diesel::query_builder::Query for Ask {
    type SqlType = Integer;
}

impl diesel::RunQueryDsl<diesel::PgConnection> for Ask {}

/// How a transaction of diesel's ends before its commit.
pub enum Stop {
    OnPurpose(i32),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// diesel keeps no SQLSTATE.
pub fn told(error: Error) -> Failure {
    ("-".to_string(), error.to_string())
}
