/// What checking many real servers costs.
package uvs.bench.healthcheck;
