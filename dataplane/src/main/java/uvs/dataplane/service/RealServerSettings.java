package uvs.dataplane.service;

import uvs.config.ForwardingMethod;

/// How a real server is reached and how much it takes.
///
/// @param weight         0 drains: no new connections, the established ones go on
/// @param upperThreshold no new connections above this many; 0 for no limit
/// @param lowerThreshold new connections again below this many; 0 for three quarters of the upper one
public record RealServerSettings(ForwardingMethod method, int weight, int upperThreshold, int lowerThreshold) {

    public RealServerSettings {
        if (weight < 0) {
            throw new IllegalArgumentException("weight=" + weight + " is negative");
        }
        if (upperThreshold < 0 || lowerThreshold < 0) {
            throw new IllegalArgumentException(
                "thresholds=" + upperThreshold + "," + lowerThreshold + " are negative");
        }
    }

    public RealServerSettings withWeight(int newWeight) {
        return new RealServerSettings(method, newWeight, upperThreshold, lowerThreshold);
    }
}
