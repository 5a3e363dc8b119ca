package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The block `global_defs`, by what its keywords are about.
///
/// What only gives other blocks their defaults is not repeated here where the other records have it.
///
/// @param routerId     the name of this director in mail subjects; the host name unless given
/// @param defaultInterface for addresses without `dev`
/// @param randomSeed   makes `${_RANDOM}` repeatable
public record GlobalDefs(
    String routerId,
    MailSettings mail,
    ScriptSettings scripts,
    VrrpSettings vrrp,
    FirewallSettings firewall,
    NotifyFifo notifyFifo,
    NotifyFifo vrrpNotifyFifo,
    NotifyFifo lvsNotifyFifo,
    LvsSettings lvs,
    SnmpSettings snmp,
    DbusSettings dbus,
    SchedulingSettings vrrpProcess,
    SchedulingSettings checkerProcess,
    SchedulingSettings bfdProcess,
    ProcessNames processNames,
    ReceiveBuffers receiveBuffers,
    ReloadSettings reload,
    FileSettings files,
    String defaultInterface,
    Optional<Long> randomSeed) {

    /// A FIFO that state changes are written to, and the program that reads it.
    ///
    /// @param script started with the FIFO's path as its last argument
    public record NotifyFifo(
        Optional<String> path, Optional<String> user, Optional<String> group, Optional<Command> script) {
    }

    /// How one of keepalived's processes is scheduled: `vrrp_priority` and the keywords like it.
    ///
    /// @param niceness          -20 to 19
    /// @param realTimePriority  of `SCHED_RR`, 1 to 99
    /// @param realTimeLimit     the CPU time that it may take without a blocking system call
    public record SchedulingSettings(
        Optional<Integer> niceness, boolean noSwap, Optional<Integer> realTimePriority,
        List<Integer> cpuAffinity, Duration realTimeLimit) {

        public SchedulingSettings {
            cpuAffinity = List.copyOf(cpuAffinity);
        }
    }

    /// The names that the processes show in `ps`.
    public record ProcessNames(
        boolean standard, Optional<String> parent, Optional<String> vrrp, Optional<String> checker,
        Optional<String> bfd) {
    }

    /// The receive buffers of netlink sockets.
    public record ReceiveBuffers(
        Buffer vrrpCommand, Buffer vrrpMonitor, Buffer lvsCommand, Buffer lvsMonitor, Buffer processMonitor) {

        /// @param bytes empty for the system's default
        /// @param force whether to go past the system's limit
        public record Buffer(Optional<Long> bytes, boolean force) {
        }
    }

    /// @param checkConfig  whether a file is checked before the running configuration is given up
    /// @param checkLog     where that check's messages go
    /// @param timeFile     the file that holds the time of the next reload
    /// @param repeat       whether the time file is looked at again after each reload
    public record ReloadSettings(
        boolean checkConfig, Optional<String> checkLog, Optional<String> timeFile, boolean repeat,
        Optional<String> file) {
    }

    /// @param umask               of every file that is made
    /// @param jsonVersion         1 or 2
    public record FileSettings(
        int umask, Optional<String> configSaveDir, Optional<String> tmpConfigDirectory,
        boolean dataUseInstance, boolean useSymlinkPaths, String stateDumpFile, String statsDumpFile,
        String jsonDumpFile, int jsonVersion, Optional<String> iprouteUsrDir,
            Optional<String> iprouteEtcDir) {
    }
}
