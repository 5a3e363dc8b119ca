/// What a running director tells those who watch it: everything that can be read, taken at one moment, and as metrics.
///
/// [uvs.tools.status.Reading] is that moment; [uvs.tools.status.MetricsText] writes it as Prometheus reads it.
/// `uvs.tools.control` serves it, beside the status page.
package uvs.tools.status;
