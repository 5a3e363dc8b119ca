/// The checkers of real servers, and what a run of their results means.
package uvs.healthcheck;
