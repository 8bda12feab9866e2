// Draws openapi.yaml. Calls made here go to this server; in a session, whatever acts says the session's token.

async function token() {
  const answer = await fetch('/v1/session');
  return answer.ok ? (await answer.json()).csrfToken : undefined;
}

async function signed(request) {
  const acts = request.method && request.method !== 'GET';
  const csrf = acts && !request.headers.Authorization ? await token() : undefined;
  if (csrf) {
    request.headers['X-CSRF-Token'] = csrf;
  }
  return request;
}

window.SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // Nothing is asked of anybody else's server.
  validatorUrl: null,
  requestInterceptor: signed,
});
