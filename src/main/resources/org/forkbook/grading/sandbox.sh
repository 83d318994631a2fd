# Sets up a submission's root file system inside of new namespaces, and then becomes their init process.
#
# The new root contains only what a JVM needs, read-only: this allow list can't miss a secret. Files are written to
# private file systems in memory, limited in size. Privileges are dropped for good before any code of a submission
# runs. The first process is a shell that waits: it reaps orphans, and when it ends, all processes of the namespace
# end.
#
# Arguments: root, uid (empty for none), size and number of files of a file system, number of tasks, count of
# paths, the paths, the command.
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 uid=$2 disk=$3 inodes=$4 tasks=$5 paths=$6
shift 6
readonly_bind() {
    mount --rbind "$1" "$root$1"
    for flags in ro ro,nosuid ro,nodev ro,nosuid,nodev ro,nosuid,nodev,noexec; do
        mount -o remount,bind,$flags "$root$1" 2>/dev/null && return
    done
    return 1
}
mount -t tmpfs -o "size=$disk,nr_inodes=$inodes,mode=755" tmpfs "$root"
for folder in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc; do
    if [ -L "$folder" ]; then
        cp -P "$folder" "$root$folder"
    elif [ -d "$folder" ]; then
        mkdir "$root$folder"
        readonly_bind "$folder"
    fi
done
mkdir "$root/proc" "$root/dev" "$root/tmp" "$root/work"
mount -t proc proc "$root/proc"
for device in null zero full random urandom; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"
mount -t tmpfs -o "size=$disk,nr_inodes=$inodes,mode=1777" tmpfs "$root/dev/shm"
chmod 1777 "$root/tmp"
if [ -n "$uid" ]; then
    chown "$uid:$uid" "$root/work"
fi
while [ "$paths" -gt 0 ]; do
    if [ ! -e "$root$1" ]; then
        if [ -d "$1" ]; then
            mkdir -p "$root$1"
        else
            mkdir -p "$root$(dirname "$1")"
            : > "$root$1"
        fi
        readonly_bind "$1"
    fi
    shift
    paths=$((paths - 1))
done
# Memory of System V's kinds belongs to no process, so nobody could count it.
for limit in shmall msgmni; do
    echo 0 > "$root/proc/sys/kernel/$limit" 2>/dev/null || :
done
ip link set lo up 2>/dev/null || ifconfig lo up
# Who becomes another user isn't killed with its parent any more, unless it says so again.
drop="--pdeathsig KILL --no-new-privs --bounding-set=-all --inh-caps=-all"
if [ -n "$uid" ]; then
    drop="--reuid=$uid --regid=$uid --clear-groups $drop"
fi
exec prlimit "--nproc=$tasks" chroot "$root" setpriv $drop sh -c 'cd /work; "$@" & wait $!' submission "$@"
