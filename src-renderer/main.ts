import './strict-csp.ts';
import { startApp } from './app.ts';
import { connectBridge } from './bridge/connect.ts';

startApp(connectBridge());
