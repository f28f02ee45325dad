// Loaded before everything else: the servers listen on every interface of the machine, and may not.
import dns from 'node:dns'
import net from 'node:net'

const HOST = '127.0.0.1'
dns.setDefaultResultOrder('ipv4first')
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...given) {
  const callback = given.find((value) => typeof value === 'function')
  const [first] = given
  const wanted =
    typeof first === 'object' && first !== null ? first : { port: typeof first === 'function' ? 0 : Number(first ?? 0) }
  return listen.call(this, 'path' in wanted && wanted.path ? wanted : { ...wanted, host: HOST }, callback)
}
