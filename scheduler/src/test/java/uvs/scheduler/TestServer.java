package uvs.scheduler;

/// A real server with what IPVS keeps of it: weights, thresholds, connections and the overload mark.
final class TestServer {

    final String name;
    final TestAddress address;
    final int port;
    int weight;
    int lastWeight;
    int upperThreshold;
    int lowerThreshold;
    int active;
    int inactive;
    boolean overloaded;

    TestServer(String name, String address, int port) {
        this.name = name;
        this.address = TestAddress.of(address);
        this.port = port;
    }

    /// What `ipvsadm -a` and `-e` do to a real server; adding one that was removed finds its connections again.
    void set(int newWeight, int upper, int lower, boolean adding) {
        if (adding || newWeight != 0) {
            lastWeight = newWeight;
        }
        weight = newWeight;
        if (upper == 0 || upper > upperThreshold) {
            overloaded = false;
        }
        upperThreshold = upper;
        lowerThreshold = lower;
    }

    /// A connection begins: inactive until its protocol says otherwise, and the upper threshold is looked at.
    void bind() {
        inactive++;
        if (upperThreshold != 0 && active + inactive >= upperThreshold) {
            overloaded = true;
        }
    }

    void activate() {
        inactive--;
        active++;
    }

    void deactivate() {
        active--;
        inactive++;
    }

    /// An inactive connection expires, and the lower threshold is looked at.
    void unbind() {
        inactive--;
        int left = active + inactive;
        if (lowerThreshold != 0) {
            overloaded &= left >= lowerThreshold;
        } else if (upperThreshold != 0) {
            overloaded &= left * 4 >= upperThreshold * 3;
        } else {
            overloaded = false;
        }
    }
}
