import { Socket, type TcpNetConnectOpts } from 'node:net';
import { around } from './around';
import { linkPorts } from './config';

/** Connections to a server go over its link instead, whatever opens them. */
export function redirect(): void {
  around(
    Socket.prototype,
    'connect',
    (connect) =>
      function (this: Socket, ...parameters: unknown[]) {
        const [first, ...rest] = parameters;
        // What net.connect passes on is a list of options and callback.
        if (Array.isArray(first)) {
          first[0] = overLink(first[0] as TcpNetConnectOpts);
          return connect.call(this, first) as unknown;
        }
        if (typeof first === 'number')
          return connect.call(this, linkPorts[first] ?? first, ...rest) as unknown;
        if (typeof first === 'object')
          return connect.call(this, overLink(first as TcpNetConnectOpts), ...rest) as unknown;
        return connect.apply(this, parameters) as unknown;
      },
  );
}

const overLink = (options: TcpNetConnectOpts): TcpNetConnectOpts => {
  const port = linkPorts[Number(options.port)];
  return port === undefined ? options : { ...options, port };
};
