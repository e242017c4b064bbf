//! How to call it.

/// How to call it, and what it can be told; the README has the rest.
pub const USAGE: &str = "\
usage: live-replay         runs everything on this machine, until it is told to stop
       live-replay demo    sends a running one an evening of callbacks and prints its replays

Environment variables, all of which can be left out:

  LISTEN                    127.0.0.1:8787       address and port
  DATA_DIR                  .data                where the store keeps its file; :memory: keeps nothing
  SIMULATE                  true                 a stand-in Tencent broadcasts beside it; false where CALLBACK_KEYS,
                                                 TENCENT_SECRET_ID or an endpoint of Tencent's is given
  RECONCILE_EVERY_SECONDS   60; simulating 5     how often VOD is asked; 0: only by POST /-/reconcile
  RUST_LOG                  info,dynoxide=error  what is logged

Those of the functions hold as well: the README lists them. Beside the functions' routes it answers GET /-/health and
POST /-/reconcile, which reconciles once and answers with what came of it.
";
