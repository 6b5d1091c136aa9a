//! The store in PostgreSQL against the model that the one in a file is held to: `tests/store/model`.

use fpaste::server::settings::Secret;
use fpaste::server::spool::Budget;
use fpaste::server::store::{self, Options};

use crate::store::model::{Real, answers_alike};
use crate::support::cluster::Cluster;
use crate::support::dice::run;

#[test]
fn it_answers_as_the_model_does() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    run(150, |seed| {
        let schema = format!("model_{seed}");
        cluster.sql_in("postgres", &format!("CREATE SCHEMA {schema}"));
        let url = Secret::new(format!("{}?options=-c%20search_path%3D{schema}", cluster.url("postgres")));
        answers_alike(seed, Real::over(|| store::connect(&url, Budget::new(1 << 30, 1 << 30), &Options::default()).unwrap()));
        cluster.sql_in("postgres", &format!("SET client_min_messages = warning; DROP SCHEMA {schema} CASCADE"));
    });
}
