#!/usr/bin/env node
import { startAvtool } from '../dist/contract/start-avtool.js';

await startAvtool(process.argv.slice(2));
