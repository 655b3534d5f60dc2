/** What a refusal told besides its code (Retry-After, Reason, Warning, Error-Info, a phrase of its own), carried in the parameters of its
 *  error and said in sentences. */
import type { RungError } from '../errors.ts';
import { alternativesOf } from '../sip/alternatives.ts';
import type { SipResponse } from '../sip/message.ts';
import { causeWords, reasonsOf, shownText } from '../sip/reason.ts';
import { reasonPhrase } from '../sip/status-codes.ts';
import { numberOf } from '../sip/typed-headers.ts';
import { warningsOf, warningWords } from '../sip/warning.ts';

type Params = NonNullable<RungError['params']>;

/** The parameters that `failureDetails` reads; absent where the response does not tell. */
export function detailParams(response: SipResponse): Params {
  const params: Params = {};
  const retryAfterS = numberOf(response, 'retry-after');
  const [reason] = reasonsOf(response);
  const [warning] = warningsOf(response);
  const errorInfo = response.headers.all('error-info')[0];
  const phrase = shownText(response.reason);
  const [proxy] = response.status === 305 ? alternativesOf(response) : [];
  if (proxy) params.proxy = shownText(proxy.uri);
  if (retryAfterS !== undefined) params.retryAfterS = retryAfterS;
  if (reason) Object.assign(params, { causeProtocol: reason.protocol, causeText: reason.text }, reason.cause === undefined ? {} : { cause: reason.cause });
  if (warning) Object.assign(params, { warningCode: warning.code, warningText: warning.text });
  if (errorInfo !== undefined) params.errorInfo = shownText(/<([^>]*)>/.exec(errorInfo)?.[1] ?? errorInfo);
  // The phrase is for people (RFC 3261 7.2), and some servers put into it what the code cannot say.
  if (phrase !== '' && phrase.toLowerCase() !== reasonPhrase(response.status).toLowerCase()) params.said = `${response.status} ${phrase}`;
  return params;
}

/** Sentences to follow the error's own; none where there is nothing to add. */
export function failureDetails(params: RungError['params'], language: 'en' | 'de'): string[] {
  if (!params) return [];
  const words = language === 'de' ? german : english;
  const said = params.said === undefined ? undefined : words.said(String(params.said));
  const cause = causeText(params, language);
  const warning = warningText(params, language);
  return [
    params.proxy === undefined ? undefined : words.proxy(String(params.proxy)),
    said,
    cause === undefined ? undefined : words.cause(cause),
    warning === undefined ? undefined : words.warning(warning),
    typeof params.retryAfterS === 'number' && params.retryAfterS > 0 ? words.retry(span(params.retryAfterS)) : undefined,
    params.errorInfo === undefined ? undefined : words.more(String(params.errorInfo)),
  ].filter((sentence) => sentence !== undefined);
}

const english = {
  proxy: (uri: string) => `The proxy is ${uri}`,
  said: (text: string) => `It said "${text}".`,
  cause: (text: string) => `Reason given: ${text}.`,
  warning: (text: string) => `Warning: ${text}.`,
  retry: (time: string) => `It asks not to be tried again for ${time}.`,
  more: (uri: string) => `More about it: ${uri}`,
};
const german: typeof english = {
  proxy: (uri) => `Der Proxy ist ${uri}`,
  said: (text) => `Wortlaut: „${text}“.`,
  cause: (text) => `Genannter Grund: ${text}.`,
  warning: (text) => `Warnung: ${text}.`,
  retry: (time) => `Ein neuer Versuch soll ${time} warten.`,
  more: (uri) => `Mehr dazu: ${uri}`,
};

function causeText({ causeProtocol, cause, causeText: text }: Params, language: 'en' | 'de'): string | undefined {
  if (causeProtocol === undefined) return undefined;
  const protocol = String(causeProtocol);
  const known = typeof cause === 'number' ? causeWords({ protocol, cause, text: '' })?.[language] : undefined;
  const code = cause === undefined ? protocol : `${protocol} ${cause}`;
  const quote = text ? `, "${text}"` : '';
  return known === undefined ? `${code}${quote}` : `${known} (${code}${quote})`;
}

function warningText({ warningCode, warningText: text }: Params, language: 'en' | 'de'): string | undefined {
  if (typeof warningCode !== 'number') return undefined;
  // 399 says nothing that its text does not say.
  const known = warningCode === 399 ? undefined : warningWords(warningCode)?.[language];
  return [known, text ? `"${text}"` : undefined, `(${warningCode})`].filter((part) => part !== undefined).join(' ');
}

/** Seconds in the unit that people think in. */
function span(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
