/// The model of a configuration: one immutable record for each block, named as keepalived names it.
///
/// Every value is checked when its record is made, every list is copied, nothing changes afterwards. So a
/// configuration may be shared between threads as it is.
package uvs.config;
