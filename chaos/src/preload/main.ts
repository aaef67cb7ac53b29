import 'reflect-metadata';
import { apiPoints } from './api-points';
import { isMutant } from '../mutants';
import { mutant, service } from './config';
import { ledgerPoints } from './ledger-points';
import { plant } from './plant';
import { redirect } from './redirect';

/**
 * Node loads this file into a service before the service's own code (`--require`), and it puts crash points around that
 * code. The services themselves know nothing of it: what is deployed has no crash point to be switched on.
 */
redirect();
if (service.startsWith('payment-api')) apiPoints();
if (service.startsWith('ledger-service')) ledgerPoints();
if (mutant !== undefined && isMutant(mutant)) plant[mutant]();
