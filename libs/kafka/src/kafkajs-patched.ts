import 'kafkajs/src/protocol/recordBatch/record/v0';
import './mended-connection';
import { encodeRecord } from './record-encoder';

/**
 * kafkajs with its record encoder replaced and its connection mended. Every file of this library takes kafkajs from here,
 * since the encoder has to stand before kafkajs reads its own.
 */
const path = require.resolve('kafkajs/src/protocol/recordBatch/record/v0');
require.cache[path]!.exports = encodeRecord;

export { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
