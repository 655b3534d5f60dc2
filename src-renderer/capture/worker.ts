/** A worker for each opened file. */
import '../strict-csp.ts';
import type { ToReader } from './protocol.ts';
import { serveDocument } from './serve-document.ts';

interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToReader>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

const take = serveDocument((message, transfer = []) => scope.postMessage(message, transfer));
scope.onmessage = ({ data }) => take(data);
