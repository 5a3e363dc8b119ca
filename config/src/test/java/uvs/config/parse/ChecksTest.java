package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.Configuration;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.VirtualServer;
import uvs.config.VrrpInstance;

/// What is put right after reading, each with its diagnostic, and what the diagnostics say.
final class ChecksTest {

    @TempDir
    private Path directory;

    private List<String> problems(String text) {
        return Reading.problems(directory, text);
    }

    private VirtualServer server(String text) {
        return Reading.configuration(directory, text).virtualServers().getFirst();
    }

    private VrrpInstance instance(String text) {
        return Reading.configuration(directory, text).vrrpInstances().getFirst();
    }

    private static String virtualServer(String head, String lines, String real) {
        return "virtual_server " + head + " {\n    lb_algo rr\n    lb_kind NAT\n" + lines
            + "    real_server " + real + " { weight 1 }\n}\n";
    }

    @Test
    void noPortMeansPersistence() {
        String text = virtualServer("192.0.2.1", "    protocol TCP\n", "10.0.0.1");
        assertEquals(List.of(
            "1:1: warning: virtual_server 192.0.2.1 has no port, which needs persistence, and gets "
            + "persistence_timeout 360; write a port, or the timeout"), problems(text));
        assertEquals(Duration.ofSeconds(360), server(text).persistence().orElseThrow().timeout());
    }

    @Test
    void opsGoesWithUdpOnly() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n    ops\n", "10.0.0.1 80");
        assertEquals(List.of("5:5: warning: ops goes with UDP only, and is not used; take it out"),
            problems(text));
        assertEquals(false, server(text).onePacket());
        assertTrue(server(text.replace("TCP", "UDP")).onePacket());
    }

    private static String checked(String checker) {
        return "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\nreal_server 10.0.0.1 80 {\n"
            + checker + "}\n}\n";
    }

    @Test
    void aRegexThatCannotBeSearchedForIsSaid() {
        String text = checked("HTTP_GET {\nurl {\npath /\nregex \"a(?R)\"\n}\n}\n");
        assertEquals(List.of("9:1: error: the regex is left out: the inline options R are not supported; write it "
            + "without, in the syntax that PCRE2 and Java share"), problems(text));
        assertEquals(List.of(), problems(text.replace("a(?R)", "{[[:digit:]]}")));
    }

    @Test
    void bfdIsSaidNotToBeCarriedOut() {
        String text = "bfd_instance b {\nneighbor_ip 10.0.0.1\nsource_ip 10.0.0.2\n}\n"
            + checked("BFD_CHECK {\nname b\n}\n");
        assertEquals(List.of("10:1: warning: BFD_CHECK is not carried out: for it the real server is up from "
            + "the start, whatever BFD says; add a check that uvs carries out, such as TCP_CHECK"), problems(text));
    }

    @Test
    void noProtocolIsUdp() {
        String text = virtualServer("192.0.2.1 80", "", "10.0.0.1 80");
        assertEquals(List.of("1:1: warning: virtual_server 192.0.2.1 80 has no protocol, and gets UDP; "
            + "write protocol TCP, UDP or SCTP"), problems(text));
        assertEquals(Optional.of(Protocol.UDP), server(text).protocol());
    }

    @Test
    void aFwmarkHasNoProtocol() {
        String text = virtualServer("fwmark 3", "    protocol TCP\n    ha_suspend\n", "10.0.0.1");
        assertEquals(List.of(
            "4:5: warning: a fwmark has no protocol, and this one is not used; take it out",
            "5:5: warning: ha_suspend does not go with a fwmark, and is not used; take it out"),
                problems(text));
        assertEquals(Optional.empty(), server(text).protocol());
        assertEquals(false, server(text).haSuspend());
    }

    @Test
    void aSecondRealServerOfTheSameAddressIsLeftOut() {
        String text = virtualServer("192.0.2.1 80",
            "    protocol TCP\n    real_server 10.0.0.1 80 { weight 5 }\n",
            "10.0.0.1 80");
        assertEquals(List.of(
            "6:5: error: real_server [10.0.0.1]:80 is there already, in line 5, and this one is "
            + "left out; take one of them out"), problems(text));
        assertEquals(List.of(5), server(text).realServers().stream().map(real -> real.weight()).toList());
    }

    @Test
    void onlyNatChangesPorts() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n", "10.0.0.1 8080");
        assertEquals(8080, server(text).realServers().getFirst().port());
        String direct = text.replace("NAT", "DR");
        assertEquals(List.of(
            "5:5: warning: port 8080 of 10.0.0.1 cannot be: only NAT changes ports, and 80 is used; "
            + "write 80, or lb_kind NAT"), problems(direct));
        assertEquals(80, server(direct).realServers().getFirst().port());
        assertEquals(80, server(virtualServer("192.0.2.1 80", "    protocol TCP\n", "10.0.0.1"))
            .realServers().getFirst().port());
        assertEquals(0, server(virtualServer("fwmark 3", "", "10.0.0.1 8080").replace("NAT", "DR"))
            .realServers().getFirst().port());
    }

    @Test
    void aQuorumAboveTheWeightsIsLowered() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n    quorum 5\n    hysteresis 3\n",
            "10.0.0.1 80");
        assertEquals(List.of(
            "5:5: warning: quorum 5 is above the sum of the weights, and is taken as 1; write a smaller one",
            "6:5: warning: hysteresis 3 is not below the quorum, and is taken as 0; write a smaller one"),
            problems(text));
        assertEquals(1, server(text).quorum().weight());
        assertEquals(0, server(text).quorum().hysteresis());
    }

    @Test
    void hysteresisStaysBelowTheQuorum() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n    quorum 1\n    hysteresis 1\n",
            "10.0.0.1 80");
        assertEquals(List.of("6:5: warning: hysteresis 1 is not below the quorum, and is taken as 0; "
            + "write a smaller one"), problems(text));
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        String text = "virtual_server 192.0.2.1 80 {\n    protocol TCP\n    real_server 10.0.0.1 80 { }\n}\n";
        assertEquals(List.of(
            "1:1: warning: virtual_server 192.0.2.1 80 has no lb_algo, and gets wlc; write lb_algo wlc",
            "1:1: warning: virtual_server 192.0.2.1 80 has no lb_kind, and gets NAT; write lb_kind NAT"),
            problems(text));
        assertEquals("wlc", server(text).scheduler());
        assertEquals(new ForwardingMethod.Nat(), server(text).method());
    }

    @Test
    void familiesMustMatchUnlessTunnelled() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n    sorry_server 2001:db8::9 80\n"
            + "    real_server 2001:db8::1 80 { }\n", "10.0.0.1 80");
        assertEquals(List.of(
            "5:5: error: sorry_server 2001:db8::9 is not of the family of 192.0.2.1 80, and is left out; "
                + "write one that is, or lb_kind TUN",
            "6:5: error: real_server 2001:db8::1 is not of the family of 192.0.2.1 80, and is left out; "
                + "write one that is, or lvs_method TUN"), problems(text));
        assertEquals(List.of(), problems(text.replace("NAT", "TUN")));
        assertEquals(2, server(text.replace("NAT", "TUN")).realServers().size());
    }

    @Test
    void aRealServerThatIsTheSorryServerTakesItsInhibit() {
        String text = virtualServer("192.0.2.1 80",
            "    protocol TCP\n    sorry_server 10.0.0.1 80\n    sorry_server_inhibit\n", "10.0.0.1 80");
        assertTrue(server(text).realServers().getFirst().inhibitOnFailure());
        assertEquals(false, server(text.replace("    sorry_server_inhibit\n", ""))
            .realServers().getFirst().inhibitOnFailure());
    }

    @Test
    void aSchedulerThatIsMistypedIsNamed() {
        assertEquals(List.of(
            "1:1: warning: virtual_server 192.0.2.1 80 has no lb_algo, and gets wlc; write lb_algo wlc",
            "2:13: error: there is no scheduler 'wrrr'; did you mean wrr?"),
            problems(virtualServer("192.0.2.1 80", "    protocol TCP\n", "10.0.0.1 80")
                .replace("rr\n", "wrrr\n")));
    }

    @Test
    void numbersOutOfRangeAreToldWithTheRange() {
        assertEquals(List.of(
            "6:8: error: weight 70000000000 is not in 0..2147483647; write a number in that range",
            "8:14: error: connect_port 0 is not in 1..65535; write a number in that range",
            "9:17: warning: connect_timeout '3s' is read as 3; take 's' away"),
            problems("""
                virtual_server 192.0.2.1 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                real_server 10.0.0.1 80 {
                weight 70000000000
                TCP_CHECK {
                connect_port 0
                connect_timeout 3s } } }
                """));
    }

    @Test
    void aKeywordGivenAgainNamesTheEarlierLine() {
        assertEquals(List.of("3:5: warning: router_id is given again, and the one of line 2 counts no more; "
            + "take one of them out"), problems("global_defs {\n    router_id a\n    router_id b\n}\n"));
    }

    @Test
    void aKeywordOfAnotherBlockIsSentThere() {
        assertEquals(List.of("2:5: error: unknown keyword 'auth_pass' in vrrp_instance; "
            + "it may stand in authentication"),
                problems("vrrp_instance V {\n    auth_pass x\n    interface eth0\n"
            + "    virtual_router_id 5\n    virtual_ipaddress { 192.0.2.1 }\n}\n"));
    }

    @Test
    void theBraceOfAnUnknownBlockIsExplained() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n", "10.0.0.1 80")
            .replace("    real_server",
                "    foo {\n        delay_loop 7\n    }\n    quorum 2\n    real_server");
        List<String> problems = problems(text);
        assertTrue(problems.contains("5:5: error: unknown keyword 'foo' in virtual_server; take it out"),
            problems::toString);
        assertTrue(problems.contains(
            "7:5: warning: this '}' closes virtual_server of line 1, not 'foo' of line 5; "
            + "take the inner block out: what follows is read outside of virtual_server"),
                problems::toString);
        assertTrue(problems.contains(
            "8:5: error: unknown keyword 'quorum'; it belongs to virtual_server of line 1, "
            + "which was closed before"), problems::toString);
    }

    @Test
    void aRouterIdTwiceOnOneInterface() {
        String text = """
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                virtual_ipaddress { 192.0.2.1 }
            }
            vrrp_instance B {
                interface eth0
                virtual_router_id 5
                virtual_ipaddress { 192.0.2.2 }
            }
            """;
        assertEquals(List.of("8:5: error: virtual_router_id 5 on eth0 is that of A already, in line 3; "
            + "write another number"), problems(text));
        assertEquals(List.of(), problems(text.replace("192.0.2.2", "2001:db8::2")));
    }

    @Test
    void anInstanceInTwoSyncGroups() {
        String instances = """
            vrrp_instance A { interface eth0
                virtual_router_id 5
                virtual_ipaddress { 192.0.2.1 } }
            vrrp_instance B { interface eth0
                virtual_router_id 6
                virtual_ipaddress { 192.0.2.2 } }
            vrrp_sync_group G { group { A B } }
            vrrp_sync_group H { group { A C } }
            """;
        assertEquals(List.of(
            "8:1: error: vrrp_sync_group H has no instance, and is left out; write group { NAMES }",
            "8:29: error: vrrp_instance A is in the group G of line 7 already; an instance can be in one group",
            "8:31: error: there is no vrrp_instance C for the group H; write the instance, or take the name out"),
            problems(instances));
    }

    @Test
    void addressesAgainstFamilyAndVersion() {
        String text = """
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                version 3
                advert_int 50
                authentication {
                    auth_type PASS
                    auth_pass secret
                }
                virtual_ipaddress {
                    2001:db8::1
                    192.0.2.1
                }
            }
            """;
        assertEquals(List.of(
            "5:5: warning: advert_int 50 cannot be told in version 3, and is taken as 40.95; "
                + "write hundredths of seconds up to 40.95",
            "6:5: warning: version 3 has no authentication, and A uses none; take the block out",
            "12:9: error: the address 192.0.2.1/32 is not of the family of A, and is left out; "
                + "write it in virtual_ipaddress_excluded"), problems(text));
        assertEquals(Duration.ofMillis(40_950), instance(text).advertInterval());
        assertEquals(new VrrpInstance.Authentication.None(), instance(text).authentication());
    }

    @Test
    void aPasswordIsCutAtEight() {
        String text = """
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                authentication {
                    auth_type PASS
                    auth_pass 123456789
                }
                virtual_ipaddress { 192.0.2.1 }
            }
            """;
        assertEquals(List.of(
            "6:9: warning: auth_pass is cut at 8 characters, to '12345678'; write at most 8"),
            problems(text));
        assertEquals(new VrrpInstance.Authentication.SimplePassword("12345678"), instance(text)
            .authentication());
        assertEquals(List.of(), problems(text.replace("123456789", "12345678")));
    }

    @Test
    void stateMasterWithoutPriorityIsTheOwner() {
        String text = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 5\nstate MASTER\n"
            + "virtual_ipaddress { 192.0.2.1 }\n}\n";
        assertEquals(255, instance(text).priority());
        assertEquals(100, instance(text.replace("MASTER", "BACKUP")).priority());
        assertEquals(List.of("4:7: error: state 'SLAVE' is not known; write one of MASTER, BACKUP"),
            problems(text.replace("MASTER", "SLAVE")));
    }

    @Test
    void aCheckWithoutUrlIsLeftOut() {
        String text = virtualServer("192.0.2.1 80", "    protocol TCP\n", "10.0.0.1 80")
            .replace("{ weight 1 }",
                "{\n        HTTP_GET {\n            url { status_code 200 }\n        }\n    }");
        assertEquals(List.of("6:9: error: HTTP_GET has no url, and is left out; write url { path / }",
            "7:13: error: url has no path, and is left out; write one"), problems(text));
        assertEquals(List.of(), server(text).realServers().getFirst().checkers());
    }

    @Test
    void aTrackerMustBeThereBeforeItIsUsed() {
        String script = "vrrp_script s { script \"/bin/true\" }\n";
        String user =
            "vrrp_instance A {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress { 192.0.2.1 }\n"
            + "track_script { s }\n}\n";
        assertEquals(List.of(), problems(script + user));
        assertEquals(List.of("5:16: error: s is not tracked, and vrrp_script s comes after it, in line 7; "
            + "write that block first"), problems(user + script));
        assertEquals(List.of("5:16: error: s is not tracked, and there is no vrrp_script s; "
            + "write its block, or take the line out"), problems(user));
    }

    @Test
    void whatIsNotActedOnIsNamed() {
        ReadResult result = Reading.read(directory, "global_defs {\n    enable_dbus\n    router_id x\n}\n");
        assertEquals(List.of("enable_dbus is read and not acted on"),
            result.diagnostics().stream().map(diagnostic -> diagnostic.text()).toList());
        assertEquals(0, result.verdict().exitStatus());
    }

    @Test
    void whoTracksByBfdIsWarned() {
        String text = """
            bfd_instance b {
                neighbor_ip 10.0.0.1
                source_ip 10.0.0.2
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                track_bfd {
                    b
                }
                virtual_ipaddress {
                    192.0.2.1
                }
            }
            """;
        assertEquals(List.of("9:9: warning: track_bfd is refused: BFD is not spoken here, so nothing is tracked"
            + " by it; use a short advert_int of version 3, track_interface or track_script"), problems(text));
    }

    @Test
    void wordsThatAreNotActedOnAreNamedToo() {
        ReadResult result = Reading.read(directory, """
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                virtual_ipaddress {
                    192.0.2.1 dev eth1 use_vmac
                }
                virtual_routes {
                    203.0.113.0/24 via 192.0.2.254 dev eth0 vrf red
                    203.0.114.0/24 encap mpls 100 via 192.0.2.254 dev eth0
                }
            }
            """);
        assertEquals(List.of(
            "use_vmac of 192.0.2.1/32 is read and not acted on:"
                + " only the interface of the instance has a VMAC",
            "the route to 203.0.113.0/24 is read and not added: vrf is not supported",
            "the route to 203.0.114.0/24 is read and not added: encap is not supported"),
            result.diagnostics().stream().map(diagnostic -> diagnostic.text()).toList());
    }

    @Test
    void globalDefaultsReachInstances() {
        Configuration configuration = Reading.configuration(directory, """
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
                virtual_ipaddress { 192.0.2.1 }
            }
            global_defs {
                vrrp_version 3
                vrrp_garp_master_delay 9
                vrrp_skip_check_adv_addr
                smtp_alert
                script_user nobody
                vrrp_down_timer_adverts 4
            }
            vrrp_script s { script "/bin/true a 'b c'" }
            """);
        VrrpInstance instance = configuration.vrrpInstances().getFirst();
        assertEquals(3, instance.version());
        assertEquals(Duration.ofSeconds(9), instance.garp().masterDelay());
        assertEquals(Duration.ofSeconds(9), instance.garp().lowerPriorityDelay());
        assertTrue(instance.skipCheckAdvAddr());
        assertTrue(instance.smtpAlert());
        assertEquals(4, instance.downTimerAdverts());
        assertEquals(Optional.of("nobody"), configuration.vrrpScripts().getFirst().script().user());
        assertEquals(List.of("/bin/true", "a", "b c"), configuration.vrrpScripts().getFirst().script()
            .words());
    }

    @Test
    void strictModeTellsTheOwnerToIgnoreAdvertisements() {
        String text = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 5\npriority 255\nstrict_mode\n"
            + "virtual_ipaddress { 192.0.2.1 }\n}\n";
        assertTrue(instance(text).ownerIgnoreAdverts());
        assertEquals(false, instance(text.replace("255", "254")).ownerIgnoreAdverts());
        assertEquals(false, instance(text.replace("strict_mode\n", "")).ownerIgnoreAdverts());
    }

    @Test
    void includeCheckHoldsForTheLinesAfterIt() {
        assertEquals(List.of("1:9: warning: there is no file gone; correct the name, or take the line out",
            "5:9: error: no file matches gone; correct the name, or write include if it may be missing"),
            problems("include gone\nglobal_defs {\n    include_check\n}\ninclude gone\n"));
    }

    @Test
    void aRandomSeedMakesChoicesRepeat() {
        String text = "global_defs {\nrandom_seed 7\nrouter_id r${_RANDOM 1 30000}\n}\n";
        assertEquals(Reading.configuration(directory, text).globalDefs(),
            Reading.configuration(directory, text).globalDefs());
    }
}
