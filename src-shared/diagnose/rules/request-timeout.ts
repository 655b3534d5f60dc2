import { sourceOf } from '../call-trace.ts';
import { statusText } from '../message-text.ts';
import { hasRung } from '../ringing.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 16.8: a proxy whose branch does not answer gives 408 in its name. When our own timer B ends the wait, there is no such message. */
export const requestTimeout: Rule = {
  name: 'request-timeout',
  severity: 'error',
  section: 'RFC 3261 16.8',
  texts: {
    en: {
      message: '{server} reports that the other side did not answer within {seconds} s ({status}). The request got that far; the next hop is silent.',
      advice: 'The phone called is registered but cannot be reached any more: switched off, or behind a NAT or firewall that has forgotten it. It should register again, more often or with keep-alives.',
    },
    de: {
      message: '{server} meldet, dass die Gegenseite {seconds} s lang nicht geantwortet hat ({status}). Bis dahin kam die Anfrage; der nächste Schritt schweigt.',
      advice: 'Das gerufene Telefon ist angemeldet, aber nicht mehr erreichbar: ausgeschaltet oder hinter einem NAT oder einer Firewall, die es vergessen hat. Es sollte sich neu anmelden, öfter oder mit Keep-Alives.',
    },
  },
  find({ failure, messages }) {
    if (failure?.status !== 408 || hasRung(messages)) return undefined;
    const asked = messages.find(({ method, status }) => method === failure.method && status === undefined);
    const seconds = Math.round((failure.atMs - (asked?.atMs ?? failure.atMs)) / 1000);
    return { seq: failure.seq, params: { server: sourceOf(failure), seconds, status: statusText(failure) } };
  },
};
