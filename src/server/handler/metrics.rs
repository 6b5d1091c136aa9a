//! `GET /metrics`: to the operator's own machine and administrators, to everyone where the settings say so, or on an address of
//! its own.

use std::sync::Arc;

use crate::protocol::route::Resolved;
use crate::protocol::{ErrorCode, Route};
use crate::server::answer::{self, Failure};
use crate::server::app::{App, keeps_to_https};
use crate::server::call::Call;
use crate::server::https::Https;
use crate::server::metrics::CONTENT_TYPE;
use crate::server::request::Request;
use crate::server::response::{Record, Refusal, Response, Sent, Service};

/// `GET /metrics`.
///
/// # Errors
/// `auth_required`, `forbidden`.
pub fn show(call: &Call<'_>) -> Result<Response, Failure> {
    if !(call.settings.metrics_public || call.caller.local) {
        call.caller.require_admin()?;
    }
    Ok(text(call.app))
}

fn text(app: &App) -> Response {
    // A database that is busy is no reason to tell nothing: what is stored stays as it was told last.
    if let (Ok(stored), Ok(size)) = (app.store.stored(), app.store.size()) {
        app.metrics.stored(stored, size);
    }
    if let (Ok(free), Ok(lockdown)) = (app.store.disk_free(), app.store.lockdown()) {
        app.metrics.room(free, lockdown);
    }
    app.metrics.certificate(app.https().and_then(Https::ends).unwrap_or(0));
    answer::bytes_of(200, CONTENT_TYPE, app.metrics.text().into_bytes())
}

/// Any other path or method there.
const ELSEWHERE: Refusal = Refusal { code: ErrorCode::NotFound, sentence: "only GET /metrics is answered here" };

/// What stands behind `metrics_bind`: the metrics, to whoever reaches that address, and nothing else.
pub struct MetricsDoor(pub Arc<App>);

impl Service for MetricsDoor {
    fn answer(&self, request: &mut Request<'_>) -> Response {
        let Resolved::Route { route: Route::Metrics, .. } = Route::parse(&request.method, &request.path) else {
            return self.refuse(ELSEWHERE, request.tls.is_some());
        };
        let request_id = self.0.request_id(request);
        let mut response = answer::finish(text(&self.0), &request_id, keeps_to_https(&self.0.settings(), false));
        response.record = Record { request_id, method: request.method.clone(), route: Route::Metrics.template(), ..Record::default() };
        response
    }

    fn refuse(&self, refusal: Refusal, tls: bool) -> Response {
        self.0.refuse(refusal, tls)
    }

    fn sent(&self, record: &Record, sent: &Sent) {
        self.0.sent(record, sent);
    }
}
