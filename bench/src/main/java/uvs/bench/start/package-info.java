/// How long the short commands take from a cold start.
package uvs.bench.start;
