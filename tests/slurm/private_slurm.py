"""A Slurm of one's own: munged, slurmctld and slurmd on this machine, in a temporary folder, with ports, a key and a configuration that no
other Slurm here has. Works as root and as an ordinary user, and needs no cgroups.
"""

import contextlib
import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = ("munged", "munge", "slurmctld", "slurmd", "sbatch", "srun", "scancel", "scontrol", "sinfo", "squeue")
SEARCHED = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])

# A node with more CPUs than the machine may have, so that two tasks run beside each other on any; config_overrides lets it.
# cred_expire: a job that is started again waits so long, by default two minutes.
CONFIGURATION = """\
ClusterName=cartograf
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MailProg=/bin/true
MinJobAge=86400
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def missing_programs():
    return [name for name in PROGRAMS if shutil.which(name, path=SEARCHED) is None]


def until(what, condition, seconds=120):
    """The first value of condition() that is true; asked until then, or until the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def free_ports(number):
    with contextlib.ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def descendants():
    """Processes below this one. Orphans are too: this process is their reaper."""
    children = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = status.read_text(encoding="utf-8", errors="replace").partition(" (")
            children.setdefault(int(rest.rpartition(") ")[2].split()[1]), []).append(int(number))
    found, left = [], [os.getpid()]
    while left:
        below = children.get(left.pop(), [])
        found += below
        left += below
    return found


def kill_descendants():
    """True where there are none left."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    left = descendants()
    for number in left:
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGKILL)
    return not left


class PrivateSlurm:
    """Of one node, on which two tasks of a CPU each run at a time. What runs in it has ended when the `with` block has."""

    def __enter__(self):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.folder = Path(tempfile.mkdtemp(prefix="cartograf_slurm_"))
        self.daemons = []
        try:
            self._start()
        except BaseException:
            for name, text in self.logs():
                print(f"--- {name}\n{text}")
            self._end()
            raise
        return self

    def __exit__(self, *_):
        self._end()

    def _start(self):
        os.chmod(self.folder, 0o711)  # munged wants all to reach its socket
        for name in ("state", "spool"):
            (self.folder / name).mkdir(mode=0o755)
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(128))
        configuration = CONFIGURATION.format(host=socket.gethostname().partition(".")[0], ports=free_ports(2), folder=self.folder, user=os.geteuid())
        (self.folder / "slurm.conf").write_text(configuration, encoding="utf-8")
        # Where the tests run in a job themselves they must not take its variables for their own.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM", "SBATCH", "SCANCEL", "SQUEUE", "SINFO", "SRUN"))}
        self.environment.update(SLURM_CONF=str(self.folder / "slurm.conf"), PATH=SEARCHED)
        # Since 23.11 slurmd looks for cgroups unless it is told not to, which older ones do not understand.
        if tuple(map(int, re.search(r"(\d+)\.(\d+)", self.run("slurmd", "-V")).groups())) >= (23, 11):
            (self.folder / "cgroup.conf").write_text("CgroupPlugin=disabled\n", encoding="utf-8")
        # --force: no complaint about who may write the folders above the temporary one.
        self._daemon("munged", "--foreground", "--force", "--num-threads=2", *[f"--{option}={self.folder}/munge.{ending}" for option, ending in
                     (("socket", "socket"), ("key-file", "key"), ("pid-file", "pid"), ("seed-file", "seed"), ("log-file", "log"))])
        self._answers("munged", "munge", "--no-input", f"--socket={self.folder}/munge.socket")
        self._daemon("slurmctld", "-D", "-c")
        self._answers("slurmctld", "scontrol", "show", "partition", "test")
        self._daemon("slurmd", "-D", "-c")
        until("a node that is idle", lambda: self._live() and self.run("sinfo", "--noheader", "--format=%T", check=False).strip() == "idle")

    def _daemon(self, name, *options):
        def end_with_parent():
            self.libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

        with open(self.folder / f"{name}.out", "wb") as output:
            self.daemons.append((name, subprocess.Popen([shutil.which(name, path=SEARCHED), *options], env=self.environment, cwd=self.folder,
                                                        stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=end_with_parent)))

    def _live(self):
        for name, process in self.daemons:
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}")
        return True

    def _answers(self, name, *words):
        until(f"an answer of {name}", lambda: self._live() and self.finished(*words).returncode == 0)

    def finished(self, *words):
        return subprocess.run([shutil.which(words[0], path=SEARCHED), *words[1:]], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)

    def run(self, *words, check=True):
        done = self.finished(*words)
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def job(self, number):
        """What Slurm says of a job, or of a task ARRAY_TASK: JobState, Reason, Restarts, ExitCode and others."""
        first = self.run("scontrol", "--oneliner", "show", "job", str(number)).splitlines()[0]
        return dict(field.split("=", 1) for field in first.split() if "=" in field)

    def logs(self):
        for log in sorted(self.folder.glob("*.out")):
            yield log.name, "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])

    def _end(self):
        """Jobs first, which have processes of their own; what does not end is killed, by its number."""
        with contextlib.suppress(Exception):
            if len(self.daemons) == 3:
                jobs = self.run("squeue", "--noheader", "--format=%A").split()
                if jobs:
                    self.finished("scancel", *jobs)
                until("the end of all jobs", lambda: not self.run("squeue", "--noheader").strip(), 20)
        for _, process in reversed(self.daemons):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        with contextlib.suppress(TimeoutError):
            until("the end of all processes", kill_descendants, 20)
        shutil.rmtree(self.folder, ignore_errors=True)
