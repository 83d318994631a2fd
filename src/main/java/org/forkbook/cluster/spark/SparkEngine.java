package org.forkbook.cluster.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.forkbook.multiprocessing.cluster.ClusterEngine;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;

/**
 * The engine for Apache Spark, 3.5 and newer: standalone clusters, YARN and Kubernetes. A slot is a Spark task that
 * lasts as long as the pool needs it, as Ray on Spark has it.
 */
public final class SparkEngine implements ClusterEngine {
    private static final Pattern LOCAL =
            Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]|local\\[(\\d+)]");
    private static final String STANDALONE = "spark://";
    private static final int CONNECT_MILLIS = 3_000;

    /** Found by {@link java.util.ServiceLoader}. */
    public SparkEngine() {}

    @Override
    public boolean accepts(String url) {
        return url.startsWith(STANDALONE)
                || url.startsWith("k8s://")
                || url.equals("yarn")
                || LOCAL.matcher(url).matches();
    }

    @Override
    public OptionalInt slots(String url) {
        var local = LOCAL.matcher(url);
        if (!local.matches()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                local.group(3) == null
                        ? Integer.parseInt(local.group(1)) * Integer.parseInt(local.group(2))
                        : Integer.parseInt(local.group(3)));
    }

    @Override
    public boolean isLocal(String url) {
        return LOCAL.matcher(url).matches();
    }

    @Override
    public ClusterSession open(ClusterRequest request) throws IOException {
        var home = SparkHome.find(request);
        var own = ownAddress(request);
        var session = new SparkSession(request, home, own);
        session.open();
        return session;
    }

    /** The address by which the cluster reaches this machine. */
    private static String ownAddress(ClusterRequest request) throws IOException {
        var reached = request.url().startsWith(STANDALONE) ? knock(request.url()) : "";
        if (!request.address().isEmpty()) {
            return request.address();
        }
        if (!reached.isEmpty()) {
            return reached;
        }
        if (request.url().startsWith("local")) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
        return firstAddress();
    }

    /**
     * Connects to a standalone cluster's master, whose absence Spark notices after a minute.
     *
     * @return the address of this machine that the connection had
     */
    private static String knock(String url) throws IOException {
        var failures = new ArrayList<String>();
        for (var master : url.substring(STANDALONE.length()).split(",", -1)) {
            int colon = master.lastIndexOf(':');
            var host = colon < 0 ? master : master.substring(0, colon);
            int port;
            try {
                port = Integer.parseInt(master.substring(colon + 1));
            } catch (NumberFormatException e) {
                throw new IOException(
                        "\"" + url + "\" has no port: a standalone master's URL is spark://host:7077, and"
                                + " its web page shows it.",
                        e);
            }
            try (var socket = new Socket()) {
                var address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    failures.add("the host name " + host + " is unknown");
                    continue;
                }
                socket.connect(address, CONNECT_MILLIS);
                return socket.getLocalAddress().getHostAddress();
            } catch (IOException e) {
                failures.add(host + ":" + port + ": " + e.getMessage());
            }
        }
        throw new IOException("No Spark master answers at " + url + " (" + String.join("; ", failures)
                + "). Is it running, and is this the URL that its web page shows? Start one with"
                + " $SPARK_HOME/sbin/start-master.sh.");
    }

    /** An address that other machines know. A host name that is its own loopback address, as Debian has it, is none. */
    private static String firstAddress() throws IOException {
        var found = new ArrayList<InetAddress>();
        try {
            for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isUp() && !network.isLoopback()) {
                    found.addAll(Collections.list(network.getInetAddresses()));
                }
            }
        } catch (SocketException e) {
            throw new IOException("The addresses of this machine can't be listed: " + e.getMessage(), e);
        }
        List<String> usable = found.stream()
                .filter(address -> !address.isLinkLocalAddress()
                        && !address.getHostAddress().contains(":"))
                .map(InetAddress::getHostAddress)
                .toList();
        if (usable.isEmpty()) {
            throw new IOException("This machine has no address that a cluster can reach: name one with address(..).");
        }
        return usable.get(0);
    }
}
