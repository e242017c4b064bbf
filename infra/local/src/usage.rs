//! The text of `live-replay --help`.

/// How to call the program, and its own variables; docs/configuration.md has the rest.
pub const USAGE: &str = "\
usage: live-replay         runs everything on this machine, until it is told to stop
       live-replay demo    sends a running one an evening of callbacks and prints its replays

Environment variables, all of them optional:

  LISTEN                    127.0.0.1:8787       address and port
  ALLOWED_ORIGINS           *                    from which origins a page may read answers
  DATA_DIR                  .data                where the store keeps its file; :memory: keeps nothing
  SIMULATE                  true                 a simulated Tencent broadcasts beside it; false where CALLBACK_KEYS, a
                                                 key to Tencent or an endpoint of Tencent's is set
  RECONCILE_EVERY_SECONDS   60; simulating 5     how often VOD is asked; 0: only by POST /-/reconcile
  CONFIRM                   true                 asks VOD at once for what a callback tells; false leaves it to polls
  EVENTS_URL                -                    where each event is posted
  RUST_LOG                  info,dynoxide=error  what is logged

It also reads the variables of the functions; docs/configuration.md lists them all. Beside the routes of the functions
it has GET /docs, which shows the API in a browser, GET /-/events, which tells what changes as it happens, and
GET /-/health, GET /-/media for the files of the simulated Tencent, and POST /-/reconcile, which runs reconcile once and
answers with what it did.
";
