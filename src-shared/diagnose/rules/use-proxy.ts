import { headerOf } from '../message-text.ts';
import { statusRule } from '../status-rule.ts';

/** RFC 3261 21.3.4: never followed by itself, as it would let whoever forges an answer put himself into the way. */
export const useProxy = statusRule({
  name: 'use-proxy',
  severity: 'error',
  section: 'RFC 3261 21.3.4',
  texts: {
    en: {
      message: 'The party can only be reached through another proxy: {proxy}.',
      advice: 'If you trust it, call over it, or enter it as the proxy of the account. Rung does not do so by itself.',
    },
    de: {
      message: 'Die Gegenstelle ist nur über einen anderen Proxy zu erreichen: {proxy}.',
      advice: 'Wenn Sie ihm trauen, rufen Sie darüber an oder tragen Sie ihn als Proxy des Kontos ein. Von selbst tut Rung das nicht.',
    },
  },
}, (status) => status === 305, (failure) => ({ proxy: headerOf(failure, 'contact') ?? '?' }));
