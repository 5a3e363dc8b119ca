package uvs.dataplane.service;

import uvs.dataplane.service.ServerCounters.Counter;

/// What was counted of packets that the kernel carried of itself, which no worker saw. Only goes up. Anybody may read.
public interface OffloadedTraffic {

    /// There is none.
    OffloadedTraffic NONE = new OffloadedTraffic() {

        @Override
        public long virtualServer(int number, Counter counter) {
            return 0;
        }

        @Override
        public long realServer(int number, Counter counter) {
            return 0;
        }
    };

    long virtualServer(int number, Counter counter);

    long realServer(int number, Counter counter);
}
