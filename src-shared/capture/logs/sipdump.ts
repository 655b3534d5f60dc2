/** Kamailio's sipdump module: blocks of `name: value`, the message, a line of bars. */
import type { DialectFactory, Heading } from './dialect.ts';
import { END, transportOf } from './dialect.ts';

const BEGINS = /^={10,}$/;
const HEAD_ENDS = /^~{10,}$/;
const ENDS = /^\|{10,}$/;
const FIELD = /^(\w{1,16}): (.{1,100})$/;

export const sipdump: DialectFactory = () => {
  /** The fields of the block whose head is being read. */
  let fields: Map<string, string> | undefined;

  return (line) => {
    if (BEGINS.test(line)) {
      fields = new Map();
      return END;
    }
    if (ENDS.test(line)) return END;
    if (!fields) return { text: line };
    if (HEAD_ENDS.test(line)) {
      const heading = headingOf(fields);
      fields = undefined;
      return heading ? { heading } : END;
    }
    const field = FIELD.exec(line);
    if (field && fields.size < 20) fields.set(field[1] ?? '', field[2] ?? '');
    return END;
  };
};

function headingOf(fields: Map<string, string>): Heading | undefined {
  const endpoint = (end: 'src' | 'dst') => ({ address: fields.get(`${end}ip`) ?? '', port: Number(fields.get(`${end}port`) ?? NaN) });
  const [source, destination] = [endpoint('src'), endpoint('dst')];
  if (source.address === '' || destination.address === '' || Number.isNaN(source.port + destination.port)) return undefined;
  const seconds = Number(fields.get('time'));
  return { source, destination, transport: transportOf(fields.get('proto')?.split(' ')[0] ?? ''), atMs: Number.isFinite(seconds) ? seconds * 1000 : undefined };
}
