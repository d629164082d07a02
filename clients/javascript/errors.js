/** What can go wrong, each as a type of its own. */

export class AvanceError extends Error {
  constructor(message, { code = "", status = 0, retryAfter = 0 } = {}) {
    super(message);
    this.name = this.constructor.name;
    Object.assign(this, { code, status, retryAfter });
  }
}
export class NetworkError extends AvanceError {}
export class NotAvance extends AvanceError {}
export class ApiError extends AvanceError {}
export class NotSignedIn extends ApiError {}
export class Forbidden extends ApiError {}
export class NotFound extends ApiError {}
export class Refused extends ApiError {}
export class TooMany extends ApiError {}
export class Unavailable extends ApiError {}

const BY_CODE = {
  unauthenticated: NotSignedIn,
  forbidden: Forbidden,
  not_found: NotFound,
  too_many: TooMany,
  unavailable: Unavailable,
};
const BY_STATUS = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  429: "too_many",
};

/** What another try may get past. */
export const passes = (problem) => problem instanceof TooMany || problem instanceof Unavailable;

/** The error that a code of the server stands for; an unknown one is a plain refusal. */
export function apiError(code, message, facts = {}) {
  return new (BY_CODE[code] ?? Refused)(message || code, { ...facts, code });
}

/** The error that an HTTP answer is: problem details (RFC 9457), or what its status says. */
export async function refusalOf(answer) {
  const status = answer.status;
  if (status >= 300 && status < 400) return new NotAvance("The server sends elsewhere.");
  const said = await answer.json().catch(() => ({}));
  const code = said.code ?? BY_STATUS[status] ?? (status >= 500 ? "unavailable" : "bad_request");
  const retryAfter = Number(said.retry_after ?? answer.headers.get("Retry-After")) || 0;
  return apiError(code, said.detail ?? said.title ?? `HTTP ${status}`, { status, retryAfter });
}
