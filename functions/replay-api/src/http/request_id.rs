//! The id by which the logs name a request.

use lambda_http::{Request, RequestExt, http::HeaderValue, request::RequestContext};

/// The id of the gateway, which its own logs have too; else that of Lambda; else a random one.
pub(crate) fn request_id(request: &Request) -> HeaderValue {
    let gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.as_deref(),
        _ => None,
    };
    let lambda = request.lambda_context_ref();
    gateway
        .into_iter()
        .chain(lambda.map(|context| context.request_id.as_str()))
        .filter(|id| !id.is_empty())
        .find_map(|id| HeaderValue::from_str(id).ok())
        .unwrap_or_else(random)
}

fn random() -> HeaderValue {
    let id = format!("{:016x}", fastrand::u64(..));
    HeaderValue::from_str(&id).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Context, aws_lambda_events::apigw::ApiGatewayV2httpRequestContext};

    fn gateway(id: &str) -> RequestContext {
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.request_id = Some(id.to_owned());
        RequestContext::ApiGatewayV2(context)
    }

    fn lambda(id: &str) -> Context {
        let mut context = Context::default();
        context.request_id = id.to_owned();
        context
    }

    #[test]
    fn the_gateways_id_comes_first_then_lambdas_then_any() {
        let request = Request::default().with_lambda_context(lambda("from-lambda"));
        assert_eq!(request_id(&request), "from-lambda");
        let request = request.with_request_context(gateway("from-gateway="));
        assert_eq!(request_id(&request), "from-gateway=");
        let request = request.with_request_context(gateway("two\nlines"));
        assert_eq!(request_id(&request), "from-lambda");
        let (one, other) = (Request::default(), Request::default());
        assert_eq!(request_id(&one).len(), 16);
        assert_ne!(request_id(&one), request_id(&other));
    }
}
