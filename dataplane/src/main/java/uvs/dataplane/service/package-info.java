/// The table of virtual and real servers that workers read, and what changes it.
///
/// Changes are made by one thread, the conductor, through a [uvs.dataplane.service.Backend]; workers see
/// immutable snapshots.
package uvs.dataplane.service;
