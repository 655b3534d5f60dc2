/** What the diagnosis and another attempt say, in English. */
export const diagnosisEn = {
  diagnosis: { title: 'Why it failed', error: 'Fault', warning: 'Warning', info: 'Note', show: 'Show message', guilty: 'Guilty message' },
  retry: {
    title: 'Try again with a change', tcp: 'Over TCP', udp: 'Over UDP', pcma: 'With PCMA only', plain: 'Without encryption', encrypted: 'With encryption', info: 'Keys by INFO',
    inband: 'Keys as tones', noTimer: 'Without session timer', shown: 'With the number shown', account: 'As {name}',
    attempt: 'Another attempt: {change}', compare: 'Compare both attempts', before: 'First attempt', now: 'This attempt',
  },
};
