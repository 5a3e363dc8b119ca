/// What the whole packet path costs a packet, without input and output: parse, look up, follow the state, rewrite, repair.
package uvs.bench.forward;
