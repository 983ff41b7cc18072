/** What `from module import *` binds. Written by `names.py`; data only. */
export const starNames: Readonly<Record<string, string>> = {
  abc: 'ABC ABCMeta abstractclassmethod abstractmethod abstractproperty abstractstaticmethod get_cache_token update_abstractmethods',
  bisect: 'bisect bisect_left bisect_right insort insort_left insort_right',
  cmath:
    'acos acosh asin asinh atan atanh cos cosh e exp inf infj isclose isfinite isinf isnan log log10 nan nanj phase pi polar rect sin sinh sqrt ' +
    'tan tanh tau',
  collections:
    'ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque namedtuple',
  'collections.abc':
    'AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine Generator Hashable ItemsView ' +
    'Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView',
  contextlib:
    'AbstractAsyncContextManager AbstractContextManager AsyncExitStack ContextDecorator ExitStack aclosing asynccontextmanager chdir closing ' +
    'contextmanager nullcontext redirect_stderr redirect_stdout suppress',
  copy: 'Error copy deepcopy',
  dataclasses:
    'Field FrozenInstanceError InitVar KW_ONLY MISSING asdict astuple dataclass field fields is_dataclass make_dataclass replace',
  datetime: 'MAXYEAR MINYEAR UTC date datetime time timedelta timezone tzinfo',
  decimal:
    'BasicContext Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DefaultContext DivisionByZero DivisionImpossible ' +
    'DivisionUndefined ExtendedContext FloatOperation HAVE_CONTEXTVAR HAVE_THREADS Inexact InvalidContext InvalidOperation MAX_EMAX MAX_PREC ' +
    'MIN_EMIN MIN_ETINY Overflow ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP Rounded ' +
    'Subnormal Underflow getcontext localcontext setcontext',
  enum:
    'CONFORM CONTINUOUS EJECT Enum EnumCheck EnumMeta EnumType Flag FlagBoundary IntEnum IntFlag KEEP NAMED_FLAGS ReprEnum STRICT StrEnum UNIQUE ' +
    'auto global_enum global_enum_repr global_flag_repr global_str member nonmember pickle_by_enum_name pickle_by_global_name property unique ' +
    'verify',
  fractions: 'Fraction',
  functools:
    'WRAPPER_ASSIGNMENTS WRAPPER_UPDATES cache cached_property cmp_to_key lru_cache partial partialmethod reduce singledispatch ' +
    'singledispatchmethod total_ordering update_wrapper wraps',
  glob: 'escape glob iglob',
  heapq: 'heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest',
  itertools:
    'accumulate chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice pairwise permutations ' +
    'product repeat starmap takewhile tee zip_longest',
  json: 'JSONDecodeError JSONDecoder JSONEncoder dump dumps load loads',
  math:
    'acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 fabs factorial floor fmod ' +
    'frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod ' +
    'radians remainder sin sinh sqrt tan tanh tau trunc ulp',
  operator:
    'abs add and_ attrgetter call concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv ilshift imatmul imod imul ' +
    'index indexOf inv invert ior ipow irshift is_ is_not isub itemgetter itruediv ixor le length_hint lshift lt matmul methodcaller mod mul ne ' +
    'neg not_ or_ pos pow rshift setitem sub truediv truth xor',
  os:
    'CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED DirEntry EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE EX_CANTCREAT ' +
    'EX_CONFIG EX_DATAERR EX_IOERR EX_NOHOST EX_NOINPUT EX_NOPERM EX_NOUSER EX_OK EX_OSERR EX_OSFILE EX_PROTOCOL EX_SOFTWARE EX_TEMPFAIL ' +
    'EX_UNAVAILABLE EX_USAGE F_LOCK F_OK F_TEST F_TLOCK F_ULOCK GRND_NONBLOCK GRND_RANDOM MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB MFD_HUGE_16GB ' +
    'MFD_HUGE_16MB MFD_HUGE_1GB MFD_HUGE_1MB MFD_HUGE_256MB MFD_HUGE_2GB MFD_HUGE_2MB MFD_HUGE_32MB MFD_HUGE_512KB MFD_HUGE_512MB MFD_HUGE_64KB ' +
    'MFD_HUGE_8MB MFD_HUGE_MASK MFD_HUGE_SHIFT NGROUPS_MAX O_ACCMODE O_APPEND O_ASYNC O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC O_EXCL ' +
    'O_FSYNC O_LARGEFILE O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_RDONLY O_RDWR O_RSYNC O_SYNC O_TMPFILE O_TRUNC O_WRONLY ' +
    'POSIX_FADV_DONTNEED POSIX_FADV_NOREUSE POSIX_FADV_NORMAL POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED POSIX_SPAWN_CLOSE ' +
    'POSIX_SPAWN_DUP2 POSIX_SPAWN_OPEN PRIO_PGRP PRIO_PROCESS PRIO_USER P_ALL P_NOWAIT P_NOWAITO P_PGID P_PID P_PIDFD P_WAIT RTLD_DEEPBIND ' +
    'RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_NOW RWF_APPEND RWF_DSYNC RWF_HIPRI RWF_NOWAIT RWF_SYNC R_OK SCHED_BATCH ' +
    'SCHED_FIFO SCHED_IDLE SCHED_OTHER SCHED_RESET_ON_FORK SCHED_RR SEEK_CUR SEEK_DATA SEEK_END SEEK_HOLE SEEK_SET SPLICE_F_MORE SPLICE_F_MOVE ' +
    'SPLICE_F_NONBLOCK ST_APPEND ST_MANDLOCK ST_NOATIME ST_NODEV ST_NODIRATIME ST_NOEXEC ST_NOSUID ST_RDONLY ST_RELATIME ST_SYNCHRONOUS ST_WRITE ' +
    'TMP_MAX WCONTINUED WCOREDUMP WEXITED WEXITSTATUS WIFCONTINUED WIFEXITED WIFSIGNALED WIFSTOPPED WNOHANG WNOWAIT WSTOPPED WSTOPSIG WTERMSIG ' +
    'WUNTRACED W_OK XATTR_CREATE XATTR_REPLACE XATTR_SIZE_MAX X_OK abort access altsep chdir chmod chown chroot close closerange confstr ' +
    'confstr_names copy_file_range cpu_count ctermid curdir defpath device_encoding devnull dup dup2 environ environb error eventfd eventfd_read ' +
    'eventfd_write execl execle execlp execlpe execv execve execvp execvpe extsep fchdir fchmod fchown fdatasync fdopen fork forkpty fpathconf ' +
    'fsdecode fsencode fspath fstat fstatvfs fsync ftruncate fwalk get_blocking get_exec_path get_inheritable get_terminal_size getcwd getcwdb ' +
    'getegid getenv getenvb geteuid getgid getgrouplist getgroups getloadavg getlogin getpgid getpgrp getpid getppid getpriority getrandom ' +
    'getresgid getresuid getsid getuid getxattr initgroups isatty kill killpg lchown linesep link listdir listxattr lockf login_tty lseek lstat ' +
    'major makedev makedirs memfd_create minor mkdir mkfifo mknod name nice open openpty pardir path pathconf pathconf_names pathsep pidfd_open ' +
    'pipe pipe2 popen posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv putenv pwrite pwritev read readlink readv ' +
    'register_at_fork remove removedirs removexattr rename renames replace rmdir scandir sched_get_priority_max sched_get_priority_min ' +
    'sched_getaffinity sched_getparam sched_getscheduler sched_param sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler ' +
    'sched_yield sendfile sep set_blocking set_inheritable setegid seteuid setgid setgroups setpgid setpgrp setpriority setregid setresgid ' +
    'setresuid setreuid setsid setuid setxattr spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe splice stat stat_result statvfs ' +
    'statvfs_result strerror supports_bytes_environ symlink sync sysconf sysconf_names system tcgetpgrp tcsetpgrp terminal_size times ' +
    'times_result truncate ttyname umask uname uname_result unlink unsetenv urandom utime wait wait3 wait4 waitid waitid_result waitpid ' +
    'waitstatus_to_exitcode walk write writev',
  'os.path':
    'abspath altsep basename commonpath commonprefix curdir defpath devnull dirname exists expanduser expandvars extsep getatime getctime ' +
    'getmtime getsize isabs isdir isfile islink ismount join lexists normcase normpath pardir pathsep realpath relpath samefile sameopenfile ' +
    'samestat sep split splitdrive splitext supports_unicode_filenames',
  pathlib: 'Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath',
  pickle:
    'ADDITEMS APPEND APPENDS BINBYTES BINBYTES8 BINFLOAT BINGET BININT BININT1 BININT2 BINPERSID BINPUT BINSTRING BINUNICODE BINUNICODE8 BUILD ' +
    'BYTEARRAY8 DEFAULT_PROTOCOL DICT DUP EMPTY_DICT EMPTY_LIST EMPTY_SET EMPTY_TUPLE EXT1 EXT2 EXT4 FALSE FLOAT FRAME FROZENSET GET GLOBAL ' +
    'HIGHEST_PROTOCOL INST INT LIST LONG LONG1 LONG4 LONG_BINGET LONG_BINPUT MARK MEMOIZE NEWFALSE NEWOBJ NEWOBJ_EX NEWTRUE NEXT_BUFFER NONE OBJ ' +
    'PERSID POP POP_MARK PROTO PUT PickleBuffer PickleError Pickler PicklingError READONLY_BUFFER REDUCE SETITEM SETITEMS SHORT_BINBYTES ' +
    'SHORT_BINSTRING SHORT_BINUNICODE STACK_GLOBAL STOP STRING TRUE TUPLE TUPLE1 TUPLE2 TUPLE3 UNICODE Unpickler UnpicklingError dump dumps load ' +
    'loads',
  random:
    'Random SystemRandom betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate ' +
    'paretovariate randbytes randint random randrange sample seed setstate shuffle triangular uniform vonmisesvariate weibullvariate',
  re:
    'A ASCII DOTALL I IGNORECASE L LOCALE M MULTILINE Match NOFLAG Pattern RegexFlag S U UNICODE VERBOSE X compile error escape findall finditer ' +
    'fullmatch match purge search split sub subn template',
  shutil:
    'Error ExecError SameFileError SpecialFileError chown copy copy2 copyfile copyfileobj copymode copystat copytree disk_usage ' +
    'get_archive_formats get_terminal_size get_unpack_formats ignore_patterns make_archive move register_archive_format register_unpack_format ' +
    'rmtree unpack_archive unregister_archive_format unregister_unpack_format which',
  socket:
    'AF_ALG AF_APPLETALK AF_ASH AF_ATMPVC AF_ATMSVC AF_AX25 AF_BRIDGE AF_CAN AF_DECnet AF_ECONET AF_INET AF_INET6 AF_IPX AF_IRDA AF_KEY AF_LLC ' +
    'AF_NETBEUI AF_NETLINK AF_NETROM AF_PACKET AF_PPPOX AF_QIPCRTR AF_RDS AF_ROSE AF_ROUTE AF_SECURITY AF_SNA AF_TIPC AF_UNIX AF_UNSPEC AF_VSOCK ' +
    'AF_WANPIPE AF_X25 AI_ADDRCONFIG AI_ALL AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE AI_V4MAPPED ALG_OP_DECRYPT ALG_OP_ENCRYPT ' +
    'ALG_OP_SIGN ALG_OP_VERIFY ALG_SET_AEAD_ASSOCLEN ALG_SET_AEAD_AUTHSIZE ALG_SET_IV ALG_SET_KEY ALG_SET_OP ALG_SET_PUBKEY AddressFamily CAN_BCM ' +
    'CAN_BCM_CAN_FD_FRAME CAN_BCM_RX_ANNOUNCE_RESUME CAN_BCM_RX_CHANGED CAN_BCM_RX_CHECK_DLC CAN_BCM_RX_DELETE CAN_BCM_RX_FILTER_ID ' +
    'CAN_BCM_RX_NO_AUTOTIMER CAN_BCM_RX_READ CAN_BCM_RX_RTR_FRAME CAN_BCM_RX_SETUP CAN_BCM_RX_STATUS CAN_BCM_RX_TIMEOUT CAN_BCM_SETTIMER ' +
    'CAN_BCM_STARTTIMER CAN_BCM_TX_ANNOUNCE CAN_BCM_TX_COUNTEVT CAN_BCM_TX_CP_CAN_ID CAN_BCM_TX_DELETE CAN_BCM_TX_EXPIRED CAN_BCM_TX_READ ' +
    'CAN_BCM_TX_RESET_MULTI_IDX CAN_BCM_TX_SEND CAN_BCM_TX_SETUP CAN_BCM_TX_STATUS CAN_EFF_FLAG CAN_EFF_MASK CAN_ERR_FLAG CAN_ERR_MASK CAN_ISOTP ' +
    'CAN_J1939 CAN_RAW CAN_RAW_FD_FRAMES CAN_RAW_FILTER CAN_RAW_JOIN_FILTERS CAN_RAW_LOOPBACK CAN_RAW_RECV_OWN_MSGS CAN_RTR_FLAG CAN_SFF_MASK ' +
    'CAPI CMSG_LEN CMSG_SPACE EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NODATA EAI_NONAME EAI_OVERFLOW EAI_SERVICE ' +
    'EAI_SOCKTYPE EAI_SYSTEM INADDR_ALLHOSTS_GROUP INADDR_ANY INADDR_BROADCAST INADDR_LOOPBACK INADDR_MAX_LOCAL_GROUP INADDR_NONE ' +
    'INADDR_UNSPEC_GROUP IOCTL_VM_SOCKETS_GET_LOCAL_CID IPPORT_RESERVED IPPORT_USERRESERVED IPPROTO_AH IPPROTO_DSTOPTS IPPROTO_EGP IPPROTO_ESP ' +
    'IPPROTO_FRAGMENT IPPROTO_GRE IPPROTO_HOPOPTS IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IDP IPPROTO_IGMP IPPROTO_IP IPPROTO_IPIP IPPROTO_IPV6 ' +
    'IPPROTO_MPTCP IPPROTO_NONE IPPROTO_PIM IPPROTO_PUP IPPROTO_RAW IPPROTO_ROUTING IPPROTO_RSVP IPPROTO_SCTP IPPROTO_TCP IPPROTO_TP IPPROTO_UDP ' +
    'IPPROTO_UDPLITE IPV6_CHECKSUM IPV6_DONTFRAG IPV6_DSTOPTS IPV6_HOPLIMIT IPV6_HOPOPTS IPV6_JOIN_GROUP IPV6_LEAVE_GROUP IPV6_MULTICAST_HOPS ' +
    'IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_NEXTHOP IPV6_PATHMTU IPV6_PKTINFO IPV6_RECVDSTOPTS IPV6_RECVHOPLIMIT IPV6_RECVHOPOPTS ' +
    'IPV6_RECVPATHMTU IPV6_RECVPKTINFO IPV6_RECVRTHDR IPV6_RECVTCLASS IPV6_RTHDR IPV6_RTHDRDSTOPTS IPV6_RTHDR_TYPE_0 IPV6_TCLASS ' +
    'IPV6_UNICAST_HOPS IPV6_V6ONLY IP_ADD_MEMBERSHIP IP_BIND_ADDRESS_NO_PORT IP_DEFAULT_MULTICAST_LOOP IP_DEFAULT_MULTICAST_TTL ' +
    'IP_DROP_MEMBERSHIP IP_HDRINCL IP_MAX_MEMBERSHIPS IP_MULTICAST_IF IP_MULTICAST_LOOP IP_MULTICAST_TTL IP_OPTIONS IP_RECVOPTS IP_RECVRETOPTS ' +
    'IP_RECVTOS IP_RETOPTS IP_TOS IP_TRANSPARENT IP_TTL J1939_EE_INFO_NONE J1939_EE_INFO_TX_ABORT J1939_FILTER_MAX J1939_IDLE_ADDR ' +
    'J1939_MAX_UNICAST_ADDR J1939_NLA_BYTES_ACKED J1939_NLA_PAD J1939_NO_ADDR J1939_NO_NAME J1939_NO_PGN J1939_PGN_ADDRESS_CLAIMED ' +
    'J1939_PGN_ADDRESS_COMMANDED J1939_PGN_MAX J1939_PGN_PDU1_MAX J1939_PGN_REQUEST MSG_CMSG_CLOEXEC MSG_CONFIRM MSG_CTRUNC MSG_DONTROUTE ' +
    'MSG_DONTWAIT MSG_EOR MSG_ERRQUEUE MSG_FASTOPEN MSG_MORE MSG_NOSIGNAL MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL NETLINK_CRYPTO NETLINK_DNRTMSG ' +
    'NETLINK_FIREWALL NETLINK_IP6_FW NETLINK_NFLOG NETLINK_ROUTE NETLINK_USERSOCK NETLINK_XFRM NI_DGRAM NI_MAXHOST NI_MAXSERV NI_NAMEREQD ' +
    'NI_NOFQDN NI_NUMERICHOST NI_NUMERICSERV PACKET_BROADCAST PACKET_FASTROUTE PACKET_HOST PACKET_LOOPBACK PACKET_MULTICAST PACKET_OTHERHOST ' +
    'PACKET_OUTGOING PF_CAN PF_PACKET PF_RDS SCM_CREDENTIALS SCM_J1939_DEST_ADDR SCM_J1939_DEST_NAME SCM_J1939_ERRQUEUE SCM_J1939_PRIO SCM_RIGHTS ' +
    'SHUT_RD SHUT_RDWR SHUT_WR SOCK_CLOEXEC SOCK_DGRAM SOCK_NONBLOCK SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_STREAM SOL_ALG SOL_CAN_BASE ' +
    'SOL_CAN_RAW SOL_IP SOL_RDS SOL_SOCKET SOL_TCP SOL_TIPC SOL_UDP SOMAXCONN SO_ACCEPTCONN SO_BINDTODEVICE SO_BROADCAST SO_DEBUG SO_DOMAIN ' +
    'SO_DONTROUTE SO_ERROR SO_INCOMING_CPU SO_J1939_ERRQUEUE SO_J1939_FILTER SO_J1939_PROMISC SO_J1939_SEND_PRIO SO_KEEPALIVE SO_LINGER SO_MARK ' +
    'SO_OOBINLINE SO_PASSCRED SO_PASSSEC SO_PEERCRED SO_PEERSEC SO_PRIORITY SO_PROTOCOL SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR ' +
    'SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO SO_TYPE SO_VM_SOCKETS_BUFFER_MAX_SIZE SO_VM_SOCKETS_BUFFER_MIN_SIZE SO_VM_SOCKETS_BUFFER_SIZE ' +
    'SocketKind SocketType TCP_CONGESTION TCP_CORK TCP_DEFER_ACCEPT TCP_FASTOPEN TCP_INFO TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL TCP_LINGER2 ' +
    'TCP_MAXSEG TCP_NODELAY TCP_NOTSENT_LOWAT TCP_QUICKACK TCP_SYNCNT TCP_USER_TIMEOUT TCP_WINDOW_CLAMP TIPC_ADDR_ID TIPC_ADDR_NAME ' +
    'TIPC_ADDR_NAMESEQ TIPC_CFG_SRV TIPC_CLUSTER_SCOPE TIPC_CONN_TIMEOUT TIPC_CRITICAL_IMPORTANCE TIPC_DEST_DROPPABLE TIPC_HIGH_IMPORTANCE ' +
    'TIPC_IMPORTANCE TIPC_LOW_IMPORTANCE TIPC_MEDIUM_IMPORTANCE TIPC_NODE_SCOPE TIPC_PUBLISHED TIPC_SRC_DROPPABLE TIPC_SUBSCR_TIMEOUT ' +
    'TIPC_SUB_CANCEL TIPC_SUB_PORTS TIPC_SUB_SERVICE TIPC_TOP_SRV TIPC_WAIT_FOREVER TIPC_WITHDRAWN TIPC_ZONE_SCOPE UDPLITE_RECV_CSCOV ' +
    'UDPLITE_SEND_CSCOV VMADDR_CID_ANY VMADDR_CID_HOST VMADDR_PORT_ANY VM_SOCKETS_INVALID_VERSION close create_connection create_server dup error ' +
    'fromfd gaierror getaddrinfo getdefaulttimeout getfqdn gethostbyaddr gethostbyname gethostbyname_ex gethostname getnameinfo getprotobyname ' +
    'getservbyname getservbyport has_dualstack_ipv6 has_ipv6 herror htonl htons if_indextoname if_nameindex if_nametoindex inet_aton inet_ntoa ' +
    'inet_ntop inet_pton ntohl ntohs recv_fds send_fds setdefaulttimeout sethostname socket socketpair timeout',
  statistics:
    'NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean linear_regression mean median median_grouped ' +
    'median_high median_low mode multimode pstdev pvariance quantiles stdev variance',
  string:
    'Formatter Template ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable punctuation whitespace',
  struct: 'Struct calcsize error iter_unpack pack pack_into unpack unpack_from',
  subprocess:
    'CalledProcessError CompletedProcess DEVNULL PIPE Popen STDOUT SubprocessError TimeoutExpired call check_call check_output getoutput ' +
    'getstatusoutput run',
  sys:
    'abiflags addaudithook api_version argv audit base_exec_prefix base_prefix breakpointhook builtin_module_names byteorder call_tracing ' +
    'copyright displayhook dont_write_bytecode exc_info excepthook exception exec_prefix executable exit flags float_info float_repr_style ' +
    'get_asyncgen_hooks get_coroutine_origin_tracking_depth get_int_max_str_digits getallocatedblocks getdefaultencoding getdlopenflags ' +
    'getfilesystemencodeerrors getfilesystemencoding getprofile getrecursionlimit getrefcount getsizeof getswitchinterval gettrace hash_info ' +
    'hexversion implementation int_info intern is_finalizing maxsize maxunicode meta_path modules orig_argv path path_hooks path_importer_cache ' +
    'platform platlibdir prefix pycache_prefix set_asyncgen_hooks set_coroutine_origin_tracking_depth set_int_max_str_digits setdlopenflags ' +
    'setprofile setrecursionlimit setswitchinterval settrace stderr stdin stdlib_module_names stdout thread_info unraisablehook version ' +
    'version_info warnoptions',
  threading:
    'Barrier BoundedSemaphore BrokenBarrierError Condition Event ExceptHookArgs Lock RLock Semaphore TIMEOUT_MAX Thread ThreadError Timer ' +
    'active_count current_thread enumerate excepthook get_ident get_native_id getprofile gettrace local main_thread setprofile settrace ' +
    'stack_size',
  time:
    'CLOCK_BOOTTIME CLOCK_MONOTONIC CLOCK_MONOTONIC_RAW CLOCK_PROCESS_CPUTIME_ID CLOCK_REALTIME CLOCK_TAI CLOCK_THREAD_CPUTIME_ID altzone asctime ' +
    'clock_getres clock_gettime clock_gettime_ns clock_settime clock_settime_ns ctime daylight get_clock_info gmtime localtime mktime monotonic ' +
    'monotonic_ns perf_counter perf_counter_ns process_time process_time_ns pthread_getcpuclockid sleep strftime strptime struct_time thread_time ' +
    'thread_time_ns time time_ns timezone tzname tzset',
  tkinter:
    'ACTIVE ALL ANCHOR ARC BASELINE BEVEL BOTH BOTTOM BROWSE BUTT BaseWidget BitmapImage BooleanVar Button CASCADE CENTER CHAR CHECKBUTTON CHORD ' +
    'COMMAND CURRENT CallWrapper Canvas Checkbutton DISABLED DOTBOX DoubleVar E END EW EXCEPTION EXTENDED Entry Event EventType FALSE FIRST FLAT ' +
    'Frame GROOVE Grid HIDDEN HORIZONTAL INSERT INSIDE Image IntVar LAST LEFT Label LabelFrame Listbox MITER MOVETO MULTIPLE Menu Menubutton ' +
    'Message Misc N NE NO NONE NORMAL NS NSEW NUMERIC NW NoDefaultRoot OFF ON OUTSIDE OptionMenu PAGES PIESLICE PROJECTING Pack PanedWindow ' +
    'PhotoImage Place RADIOBUTTON RAISED READABLE RIDGE RIGHT ROUND Radiobutton S SCROLL SE SEL SEL_FIRST SEL_LAST SEPARATOR SINGLE SOLID SUNKEN ' +
    'SW Scale Scrollbar Spinbox StringVar TOP TRUE Tcl TclError TclVersion Text Tk TkVersion Toplevel UNDERLINE UNITS VERTICAL Variable W WORD ' +
    'WRITABLE Widget Wm X XView Y YES YView getboolean getdouble getint image_names image_types mainloop',
  'tkinter.ttk':
    'Button Checkbutton Combobox Entry Frame Label LabelFrame LabeledScale Labelframe Menubutton Notebook OptionMenu PanedWindow Panedwindow ' +
    'Progressbar Radiobutton Scale Scrollbar Separator Sizegrip Spinbox Style Treeview setup_master tclobjs_to_py',
  turtle:
    'Pen RawPen RawTurtle Screen ScrolledCanvas Shape Terminator Turtle TurtleScreen Vec2D addshape back backward begin_fill begin_poly bgcolor ' +
    'bgpic bk bye circle clear clearscreen clearstamp clearstamps clone color colormode degrees delay distance done dot down end_fill end_poly ' +
    'exitonclick fd fillcolor filling forward get_poly get_shapepoly getcanvas getpen getscreen getshapes getturtle goto heading hideturtle home ' +
    'ht isdown isvisible left listen lt mainloop mode numinput onclick ondrag onkey onkeypress onkeyrelease onrelease onscreenclick ontimer pd ' +
    'pen pencolor pendown pensize penup pos position pu radians register_shape reset resetscreen resizemode right rt screensize seth setheading ' +
    'setpos setposition settiltangle setundobuffer setup setworldcoordinates setx sety shape shapesize shapetransform shearfactor showturtle ' +
    'speed st stamp textinput tilt tiltangle title towards tracer turtles turtlesize undo undobufferentries up update width window_height ' +
    'window_width write write_docstringdict xcor ycor',
  typing:
    'AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable BinaryIO ByteString Callable ' +
    'ChainMap ClassVar Collection Concatenate Container ContextManager Coroutine Counter DefaultDict Deque Dict Final ForwardRef FrozenSet ' +
    'Generator Generic Hashable IO ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping ' +
    'MutableSequence MutableSet NamedTuple Never NewType NoReturn NotRequired Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs ' +
    'Pattern Protocol Required Reversible Self Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex ' +
    'SupportsInt SupportsRound TYPE_CHECKING Text TextIO Tuple Type TypeAlias TypeGuard TypeVar TypeVarTuple TypedDict Union Unpack ValuesView ' +
    'assert_never assert_type cast clear_overloads dataclass_transform final get_args get_origin get_overloads get_type_hints is_typeddict ' +
    'no_type_check no_type_check_decorator overload reveal_type runtime_checkable',
  'urllib.request':
    'AbstractBasicAuthHandler AbstractDigestAuthHandler BaseHandler CacheFTPHandler DataHandler FTPHandler FancyURLopener FileHandler ' +
    'HTTPBasicAuthHandler HTTPCookieProcessor HTTPDefaultErrorHandler HTTPDigestAuthHandler HTTPErrorProcessor HTTPHandler HTTPPasswordMgr ' +
    'HTTPPasswordMgrWithDefaultRealm HTTPPasswordMgrWithPriorAuth HTTPRedirectHandler HTTPSHandler OpenerDirector ProxyBasicAuthHandler ' +
    'ProxyDigestAuthHandler ProxyHandler Request URLopener UnknownHandler build_opener getproxies install_opener pathname2url url2pathname ' +
    'urlcleanup urlopen urlretrieve',
  'IPython.display':
    'Audio Code DisplayHandle DisplayObject FileLink FileLinks GeoJSON HTML IFrame Image JSON Javascript Latex Markdown Math Pretty ProgressBar ' +
    'SVG ScribdDocument TextDisplayObject Video VimeoVideo YouTubeVideo clear_output display display_html display_javascript display_jpeg ' +
    'display_json display_latex display_markdown display_pdf display_png display_pretty display_svg publish_display_data update_display',
  'dateutil.parser':
    'ParserError UnknownTimezoneWarning isoparse isoparser parse parser parserinfo',
  'dateutil.relativedelta': 'FR MO SA SU TH TU WE relativedelta',
  'matplotlib.pyplot':
    'AbstractContextManager Annotation Arrow Artist AutoLocator AxLine Axes BackendFilter Button Circle Colorizer ColorizingArtist Colormap Enum ' +
    'ExitStack Figure FigureBase FigureCanvasBase FigureManagerBase FixedFormatter FixedLocator FormatStrFormatter Formatter FuncFormatter ' +
    'GridSpec IO IndexLocator Line2D LinearLocator Locator LogFormatter LogFormatterExponent LogFormatterMathtext LogLocator MaxNLocator ' +
    'MouseButton MultipleLocator Normalize NullFormatter NullLocator PolarAxes Polygon Rectangle ScalarFormatter Slider Subplot SubplotSpec ' +
    'TYPE_CHECKING Text TickHelper Widget acorr angle_spectrum annotate annotations arrow autoscale autumn available_backends axes axhline ' +
    'axhspan axis axline axvline axvspan backend_registry bar bar_label barbs barh bone box boxplot broken_barh cast cbook cla clabel clf clim ' +
    'close cm cohere color_sequences colorbar colormaps connect contour contourf cool copper csd cycler delaxes disconnect draw draw_all ' +
    'draw_if_interactive ecdf errorbar eventplot figaspect figimage figlegend fignum_exists figtext figure fill fill_between fill_betweenx ' +
    'findobj flag functools gca gcf gci get get_backend get_cmap get_current_fig_manager get_figlabels get_fignums get_plot_commands ' +
    'get_scale_names getp ginput gray grid grouped_bar hexbin hist hist2d hlines hot hsv importlib imread imsave imshow inferno inspect ' +
    'install_repl_displayhook interactive ioff ion isinteractive jet legend locator_params logging loglog magma magnitude_spectrum margins ' +
    'matplotlib matshow minorticks_off minorticks_on mlab new_figure_manager nipy_spectral np overload pause pcolor pcolormesh phase_spectrum pie ' +
    'pie_label pink plasma plot polar prism psd quiver quiverkey rc rcParams rcParamsDefault rcParamsOrig rc_context rcdefaults rcsetup ' +
    'requested_backend rgrids savefig sca scatter sci semilogx semilogy set_cmap set_loglevel setp show specgram spring spy stackplot stairs stem ' +
    'step streamplot style subplot subplot2grid subplot_mosaic subplot_tool subplots subplots_adjust summer suptitle switch_backend sys table ' +
    'text thetagrids threading tick_params ticklabel_format tight_layout time title tricontour tricontourf tripcolor triplot twinx twiny ' +
    'uninstall_repl_displayhook violinplot viridis vlines waitforbuttonpress winter xcorr xkcd xlabel xlim xscale xticks ylabel ylim yscale ' +
    'yticks',
  numpy:
    'False_ ScalarType True_ abs absolute acos acosh add all allclose amax amin angle any append apply_along_axis apply_over_axes arange arccos ' +
    'arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort argwhere around array array2string array_equal array_equiv ' +
    'array_repr array_split array_str asanyarray asarray asarray_chkfinite ascontiguousarray asfortranarray asin asinh asmatrix astype atan atan2 ' +
    'atanh atleast_1d atleast_2d atleast_3d average bartlett base_repr binary_repr bincount bitwise_and bitwise_count bitwise_invert ' +
    'bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman block bmat bool bool_ broadcast broadcast_arrays ' +
    'broadcast_shapes broadcast_to busday_count busday_offset busdaycalendar byte bytes_ c_ can_cast cbrt cdouble ceil char character choose clip ' +
    'clongdouble column_stack common_type complex128 complex256 complex64 complexfloating compress concat concatenate conj conjugate convolve ' +
    'copy copysign copyto core corrcoef correlate cos cosh count_nonzero cov cross csingle ctypeslib cumprod cumsum cumulative_prod ' +
    'cumulative_sum datetime64 datetime_as_string datetime_data deg2rad degrees delete diag diag_indices diag_indices_from diagflat diagonal diff ' +
    'digitize divide divmod dot double dsplit dstack dtype dtypes e ediff1d einsum einsum_path emath empty empty_like equal errstate euler_gamma ' +
    'exceptions exp exp2 expand_dims expm1 extract eye f2py fabs fft fill_diagonal finfo fix flatiter flatnonzero flexible flip fliplr flipud ' +
    'float128 float16 float32 float64 float_power floating floor floor_divide fmax fmin fmod format_float_positional format_float_scientific ' +
    'frexp from_dlpack frombuffer fromfile fromfunction fromiter frompyfunc fromregex fromstring full full_like gcd generic genfromtxt geomspace ' +
    'get_include get_printoptions getbufsize geterr geterrcall gradient greater greater_equal half hamming hanning heaviside histogram ' +
    'histogram2d histogram_bin_edges histogramdd hsplit hstack hypot i0 identity iinfo imag index_exp indices inexact inf info inner insert int16 ' +
    'int32 int64 int8 int_ intc integer interp intersect1d intp invert is_busday isclose iscomplex iscomplexobj isdtype isfinite isfortran isin ' +
    'isinf isnan isnat isneginf isposinf isreal isrealobj isscalar issubdtype iterable ix_ kaiser kron lcm ldexp left_shift less less_equal ' +
    'lexsort lib linalg linspace little_endian load loadtxt log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or ' +
    'logical_xor logspace long longdouble longlong ma mask_indices matmul matrix matrix_transpose matvec max maximum may_share_memory mean median ' +
    'memmap meshgrid mgrid min min_scalar_type minimum mintypecode mod modf moveaxis multiply nan nan_to_num nanargmax nanargmin nancumprod ' +
    'nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndarray ndenumerate ndim ndindex nditer ' +
    'negative nested_iters newaxis nextafter nonzero not_equal number object_ ogrid ones ones_like outer packbits pad partition percentile ' +
    'permute_dims pi piecewise place poly poly1d polyadd polyder polydiv polyfit polyint polymul polynomial polysub polyval positive pow power ' +
    'printoptions prod promote_types ptp put put_along_axis putmask quantile r_ rad2deg radians random ravel ravel_multi_index real real_if_close ' +
    'rec recarray reciprocal record remainder repeat require reshape resize result_type right_shift rint roll rollaxis roots rot90 round ' +
    'row_stack s_ save savetxt savez savez_compressed sctypeDict searchsorted select set_printoptions setbufsize setdiff1d seterr seterrcall ' +
    'setxor1d shape shares_memory short show_config show_runtime sign signbit signedinteger sin sinc single sinh size sort sort_complex spacing ' +
    'split sqrt square squeeze stack std str_ strings subtract sum swapaxes take take_along_axis tan tanh tensordot test testing tile timedelta64 ' +
    'trace transpose trapezoid tri tril tril_indices tril_indices_from trim_zeros triu triu_indices triu_indices_from true_divide trunc typecodes ' +
    'typename typing ubyte ufunc uint uint16 uint32 uint64 uint8 uintc uintp ulong ulonglong union1d unique unique_all unique_counts ' +
    'unique_inverse unique_values unpackbits unravel_index unsignedinteger unstack unwrap ushort vander var vdot vecdot vecmat vectorize void ' +
    'vsplit vstack where zeros zeros_like',
  'numpy.linalg':
    'LinAlgError cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv lstsq matmul matrix_norm matrix_power matrix_rank ' +
    'matrix_transpose multi_dot norm outer pinv qr slogdet solve svd svdvals tensordot tensorinv tensorsolve trace vecdot vector_norm',
  'numpy.random':
    'BitGenerator Generator MT19937 PCG64 PCG64DXSM Philox RandomState SFC64 SeedSequence beta binomial bytes chisquare choice default_rng ' +
    'dirichlet exponential f gamma geometric get_state gumbel hypergeometric laplace logistic lognormal logseries multinomial multivariate_normal ' +
    'negative_binomial noncentral_chisquare noncentral_f normal pareto permutation poisson power rand randint randn random random_integers ' +
    'random_sample ranf rayleigh sample seed set_state shuffle standard_cauchy standard_exponential standard_gamma standard_normal standard_t ' +
    'triangular uniform vonmises wald weibull zipf',
  pandas:
    'ArrowDtype BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DateOffset DatetimeIndex DatetimeTZDtype ExcelFile ' +
    'ExcelWriter Flags Float32Dtype Float64Dtype Grouper HDFStore Index IndexSlice Int16Dtype Int32Dtype Int64Dtype Int8Dtype Interval ' +
    'IntervalDtype IntervalIndex MultiIndex NA NaT NamedAgg NamedFunc Period PeriodDtype PeriodIndex RangeIndex Series SparseDtype StringDtype ' +
    'Timedelta TimedeltaIndex Timestamp UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype api array arrays bdate_range col concat crosstab cut ' +
    'date_range describe_option errors eval factorize from_dummies get_dummies get_option infer_freq interval_range io isna isnull json_normalize ' +
    'lreshape melt merge merge_asof merge_ordered notna notnull offsets option_context options period_range pivot pivot_table plotting qcut ' +
    'read_clipboard read_csv read_excel read_feather read_fwf read_hdf read_html read_iceberg read_json read_orc read_parquet read_pickle ' +
    'read_sas read_spss read_sql read_sql_query read_sql_table read_stata read_table read_xml reset_option set_eng_float_format set_option ' +
    'show_versions test testing timedelta_range to_datetime to_numeric to_pickle to_timedelta tseries unique wide_to_long',
  pylab:
    'AbstractContextManager Annotation Arrow Artist AutoLocator AxLine Axes BackendFilter BitGenerator Button Circle Colorizer ColorizingArtist ' +
    'Colormap DAILY DateFormatter DateLocator DayLocator Enum ExitStack FR False_ Figure FigureBase FigureCanvasBase FigureManagerBase ' +
    'FixedFormatter FixedLocator FormatStrFormatter Formatter FuncFormatter Generator GridSpec HOURLY HourLocator IO IndexLocator LinAlgError ' +
    'Line2D LinearLocator Locator LogFormatter LogFormatterExponent LogFormatterMathtext LogLocator MINUTELY MO MONTHLY MT19937 MaxNLocator ' +
    'MinuteLocator MonthLocator MouseButton MultipleLocator Normalize NullFormatter NullLocator PCG64 PCG64DXSM Philox PolarAxes Polygon ' +
    'RRuleLocator RandomState Rectangle SA SECONDLY SFC64 SU ScalarFormatter ScalarType SecondLocator SeedSequence Slider Subplot SubplotSpec TH ' +
    'TU TYPE_CHECKING Text TickHelper True_ WE WEEKLY WeekdayLocator Widget YEARLY YearLocator abs absolute acorr acos acosh add all allclose ' +
    'amax amin angle angle_spectrum annotate annotations any append apply_along_axis apply_over_axes arange arccos arccosh arcsin arcsinh arctan ' +
    'arctan2 arctanh argmax argmin argpartition argsort argwhere around array array2string array_equal array_equiv array_repr array_split ' +
    'array_str arrow asanyarray asarray asarray_chkfinite ascontiguousarray asfortranarray asin asinh asmatrix astype atan atan2 atanh atleast_1d ' +
    'atleast_2d atleast_3d autoscale autumn available_backends average axes axhline axhspan axis axline axvline axvspan backend_registry bar ' +
    'bar_label barbs barh bartlett base_repr beta binary_repr bincount binomial bitwise_and bitwise_count bitwise_invert bitwise_left_shift ' +
    'bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman block bmat bone bool bool_ box boxplot broadcast broadcast_arrays ' +
    'broadcast_shapes broadcast_to broken_barh busday_count busday_offset busdaycalendar byte bytes bytes_ c_ can_cast cast cbook cbrt cdouble ' +
    'ceil char character chisquare choice cholesky choose cla clabel clf clim clip clongdouble close cm cohere color_sequences colorbar colormaps ' +
    'column_stack common_type complex128 complex256 complex64 complexfloating compress concat concatenate cond conj conjugate connect contour ' +
    'contourf convolve cool copper copy copysign copyto core corrcoef correlate cos cosh count_nonzero cov cross csd csingle ctypeslib cumprod ' +
    'cumsum cumulative_prod cumulative_sum cycler date2num datestr2num datetime datetime64 datetime_as_string datetime_data default_rng deg2rad ' +
    'degrees delaxes delete det detrend detrend_linear detrend_mean detrend_none diag diag_indices diag_indices_from diagflat diagonal diff ' +
    'digitize dirichlet disconnect divide divmod dot double drange draw draw_all draw_if_interactive dsplit dstack dtype dtypes e ecdf ediff1d ' +
    'eig eigh eigvals eigvalsh einsum einsum_path emath empty empty_like equal errorbar errstate euler_gamma eventplot exceptions exp exp2 ' +
    'expand_dims expm1 exponential extract eye f f2py fabs fft fft2 fftfreq fftn fftshift figaspect figimage figlegend fignum_exists figtext ' +
    'figure fill fill_between fill_betweenx fill_diagonal findobj finfo fix flag flatiter flatnonzero flatten flexible flip fliplr flipud ' +
    'float128 float16 float32 float64 float_power floating floor floor_divide fmax fmin fmod format_float_positional format_float_scientific ' +
    'frexp from_dlpack frombuffer fromfile fromfunction fromiter frompyfunc fromregex fromstring full full_like functools gamma gca gcd gcf gci ' +
    'generic genfromtxt geometric geomspace get get_backend get_cmap get_current_fig_manager get_figlabels get_fignums get_include ' +
    'get_plot_commands get_printoptions get_scale_names get_state getbufsize geterr geterrcall getp ginput gradient gray greater greater_equal ' +
    'grid grouped_bar gumbel half hamming hanning heaviside hexbin hfft hist hist2d histogram histogram2d histogram_bin_edges histogramdd hlines ' +
    'hot hsplit hstack hsv hypergeometric hypot i0 identity ifft ifft2 ifftn ifftshift ihfft iinfo imag importlib imread imsave imshow index_exp ' +
    'indices inexact inf inferno info inner insert inspect install_repl_displayhook int16 int32 int64 int8 int_ intc integer interactive interp ' +
    'intersect1d intp inv invert ioff ion irfft irfft2 irfftn is_busday isclose iscomplex iscomplexobj isdtype isfinite isfortran isin isinf ' +
    'isinteractive isnan isnat isneginf isposinf isreal isrealobj isscalar issubdtype iterable ix_ jet kaiser kron laplace lcm ldexp left_shift ' +
    'legend less less_equal lexsort lib linalg linspace little_endian load loadtxt locator_params log log10 log1p log2 logaddexp logaddexp2 ' +
    'logging logical_and logical_not logical_or logical_xor logistic loglog lognormal logseries logspace long longdouble longlong lstsq ma magma ' +
    'magnitude_spectrum margins mask_indices matmul matplotlib matrix matrix_norm matrix_power matrix_rank matrix_transpose matshow matvec max ' +
    'maximum may_share_memory mean median memmap meshgrid mgrid min min_scalar_type minimum minorticks_off minorticks_on mintypecode mlab mod ' +
    'modf moveaxis mpl multi_dot multinomial multiply multivariate_normal nan nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean ' +
    'nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndarray ndenumerate ndim ndindex nditer negative negative_binomial ' +
    'nested_iters new_figure_manager newaxis nextafter nipy_spectral noncentral_chisquare noncentral_f nonzero norm normal not_equal np num2date ' +
    'number object_ ogrid ones ones_like outer overload packbits pad pareto partition pause pcolor pcolormesh percentile permutation permute_dims ' +
    'phase_spectrum pi pie pie_label piecewise pink pinv place plasma plot plt poisson polar poly poly1d polyadd polyder polydiv polyfit polyint ' +
    'polymul polynomial polysub polyval positive pow power printoptions prism prod promote_types psd ptp put put_along_axis putmask qr quantile ' +
    'quiver quiverkey r_ rad2deg radians rand randint randn random random_integers random_sample ranf ravel ravel_multi_index rayleigh rc ' +
    'rcParams rcParamsDefault rcParamsOrig rc_context rcdefaults rcsetup real real_if_close rec recarray reciprocal record relativedelta ' +
    'remainder repeat requested_backend require reshape resize result_type rfft rfft2 rfftfreq rfftn rgrids right_shift rint roll rollaxis roots ' +
    'rot90 round row_stack rrule s_ sample save savefig savetxt savez savez_compressed sca scatter sci sctypeDict searchsorted seed select ' +
    'semilogx semilogy set_cmap set_loglevel set_printoptions set_state setbufsize setdiff1d seterr seterrcall setp setxor1d shape shares_memory ' +
    'short show show_config show_runtime shuffle sign signbit signedinteger silent_list sin sinc single sinh size slogdet solve sort sort_complex ' +
    'spacing specgram split spring spy sqrt square squeeze stack stackplot stairs standard_cauchy standard_exponential standard_gamma ' +
    'standard_normal standard_t std stem step str_ streamplot strings style subplot subplot2grid subplot_mosaic subplot_tool subplots ' +
    'subplots_adjust subtract sum summer suptitle svd svdvals swapaxes switch_backend sys table take take_along_axis tan tanh tensordot tensorinv ' +
    'tensorsolve test testing text thetagrids threading tick_params ticklabel_format tight_layout tile time timedelta64 title trace transpose ' +
    'trapezoid tri triangular tricontour tricontourf tril tril_indices tril_indices_from trim_zeros tripcolor triplot triu triu_indices ' +
    'triu_indices_from true_divide trunc twinx twiny typecodes typename typing ubyte ufunc uint uint16 uint32 uint64 uint8 uintc uintp ulong ' +
    'ulonglong uniform uninstall_repl_displayhook union1d unique unique_all unique_counts unique_inverse unique_values unpackbits unravel_index ' +
    'unsignedinteger unstack unwrap ushort vander var vdot vecdot vecmat vector_norm vectorize violinplot viridis vlines void vonmises vsplit ' +
    'vstack waitforbuttonpress wald weibull where window_hanning window_none winter xcorr xkcd xlabel xlim xscale xticks ylabel ylim yscale ' +
    'yticks zeros zeros_like zipf',
  'scipy.constants':
    'Avogadro Boltzmann Btu Btu_IT Btu_th ConstantWarning G Julian_year N_A Planck R Rydberg Stefan_Boltzmann Wien acre alpha angstrom arcmin ' +
    'arcminute arcsec arcsecond astronomical_unit atm atmosphere atomic_mass atto au bar barrel bbl blob c calorie calorie_IT calorie_th carat ' +
    'centi codata constants convert_temperature day deci degree degree_Fahrenheit deka dyn dyne e eV electron_mass electron_volt ' +
    'elementary_charge epsilon_0 erg exa exbi femto fermi find fine_structure fluid_ounce fluid_ounce_US fluid_ounce_imp foot g gallon gallon_US ' +
    'gallon_imp gas_constant gibi giga golden golden_ratio grain gram gravitational_constant h hbar hectare hecto horsepower hour hp inch k kgf ' +
    'kibi kilo kilogram_force kmh knot lambda2nu lb lbf light_year liter litre long_ton m_e m_n m_p m_u mach mebi mega metric_ton micro micron ' +
    'mil mile milli minute mmHg mph mu_0 nano nautical_mile neutron_mass nu2lambda ounce oz parsec pebi peta physical_constants pi pico point ' +
    'pound pound_force precision proton_mass psi pt quecto quetta ronna ronto short_ton sigma slinch slug speed_of_light speed_of_sound stone ' +
    'survey_foot survey_mile tebi tera ton_TNT torr troy_ounce troy_pound u unit value week yard year yobi yocto yotta zebi zepto zero_Celsius ' +
    'zetta',
  'scipy.integrate':
    'BDF DOP853 DenseOutput IntegrationWarning LSODA ODEintWarning OdeSolution OdeSolver RK23 RK45 Radau complex_ode cubature cumulative_simpson ' +
    'cumulative_trapezoid dblquad dop fixed_quad lebedev_rule lsoda newton_cotes nquad nsum ode odeint odepack qmc_quad quad quad_vec quadpack ' +
    'romb simpson solve_bvp solve_ivp tanhsinh tplquad trapezoid vode',
  'scipy.interpolate':
    'AAA Akima1DInterpolator BPoly BSpline BarycentricInterpolator BivariateSpline CloughTocher2DInterpolator CubicHermiteSpline CubicSpline ' +
    'FloaterHormannInterpolator InterpolatedUnivariateSpline KroghInterpolator LSQBivariateSpline LSQSphereBivariateSpline LSQUnivariateSpline ' +
    'LinearNDInterpolator NdBSpline NdPPoly NearestNDInterpolator PPoly PchipInterpolator RBFInterpolator Rbf RectBivariateSpline ' +
    'RectSphereBivariateSpline RegularGridInterpolator SmoothBivariateSpline SmoothSphereBivariateSpline UnivariateSpline ' +
    'approximate_taylor_polynomial barycentric_interpolate bisplev bisplrep fitpack fitpack2 generate_knots griddata insert interp1d interp2d ' +
    'interpn interpnd interpolate krogh_interpolate lagrange make_interp_spline make_lsq_spline make_smoothing_spline make_splprep make_splrep ' +
    'ndgriddata pade pchip_interpolate polyint rbf spalde splantider splder splev splint splprep splrep sproot',
  'scipy.linalg':
    'LinAlgError LinAlgWarning bandwidth basic blas block_diag cdf2rdf cho_factor cho_solve cho_solve_banded cholesky cholesky_banded circulant ' +
    'clarkson_woodruff_transform companion convolution_matrix coshm cosm cossin cython_blas cython_lapack decomp decomp_cholesky decomp_lu ' +
    'decomp_qr decomp_schur decomp_svd det dft diagsvd eig eig_banded eigh eigh_tridiagonal eigvals eigvals_banded eigvalsh eigvalsh_tridiagonal ' +
    'expm expm_cond expm_frechet fiedler fiedler_companion find_best_blas_type fractional_matrix_power funm get_blas_funcs get_lapack_funcs ' +
    'hadamard hankel helmert hessenberg hilbert inv invhilbert invpascal ishermitian issymmetric khatri_rao lapack ldl leslie logm lstsq lu ' +
    'lu_factor lu_solve matfuncs matmul_toeplitz matrix_balance misc norm null_space ordqz orth orthogonal_procrustes pascal pinv pinvh polar qr ' +
    'qr_delete qr_insert qr_multiply qr_update qz rq rsf2csf schur signm sinhm sinm solve solve_banded solve_circulant solve_continuous_are ' +
    'solve_continuous_lyapunov solve_discrete_are solve_discrete_lyapunov solve_lyapunov solve_sylvester solve_toeplitz solve_triangular ' +
    'solveh_banded special_matrices sqrtm subspace_angles svd svdvals tanhm tanm toeplitz',
  'scipy.optimize':
    'BFGS Bounds BroydenFirst HessianUpdateStrategy InverseJacobian KrylovJacobian LbfgsInvHessProduct LinearConstraint NoConvergence ' +
    'NonlinearConstraint OptimizeResult OptimizeWarning RootResults SR1 anderson approx_fprime basinhopping bisect bracket brent brenth brentq ' +
    'broyden1 broyden2 brute check_grad cobyla curve_fit diagbroyden differential_evolution direct dual_annealing excitingmixing fixed_point fmin ' +
    'fmin_bfgs fmin_cg fmin_cobyla fmin_l_bfgs_b fmin_ncg fmin_powell fmin_slsqp fmin_tnc fminbound fsolve golden isotonic_regression lbfgsb ' +
    'least_squares leastsq line_search linear_sum_assignment linearmixing linesearch linprog linprog_verbose_callback lsq_linear milp minimize ' +
    'minimize_scalar minpack minpack2 moduleTNC newton newton_krylov nnls nonlin optimize quadratic_assignment ridder root root_scalar rosen ' +
    'rosen_der rosen_hess rosen_hess_prod shgo show_options slsqp tnc toms748 zeros',
  'scipy.signal':
    'BadCoefficients CZT ShortTimeFFT StateSpace TransferFunction ZerosPolesGain ZoomFFT abcd_normalize argrelextrema argrelmax argrelmin ' +
    'band_stop_obj bessel besselap bilinear bilinear_zpk bode buttap butter buttord cheb1ap cheb1ord cheb2ap cheb2ord cheby1 cheby2 check_COLA ' +
    'check_NOLA chirp choose_conv_method closest_STFT_dual_window coherence cont2discrete convolve convolve2d correlate correlate2d ' +
    'correlation_lags csd cspline1d cspline1d_eval cspline2d czt czt_points dbode decimate deconvolve detrend dfreqresp dimpulse dlsim dlti dstep ' +
    'ellip ellipap ellipord envelope fftconvolve filtfilt find_peaks find_peaks_cwt findfreqs firls firwin firwin2 firwin_2d freqresp freqs ' +
    'freqs_zpk freqz freqz_sos freqz_zpk gammatone gauss_spline gausspulse get_window group_delay hilbert hilbert2 iircomb iirdesign iirfilter ' +
    'iirnotch iirpeak impulse invres invresz istft kaiser_atten kaiser_beta kaiserord lfilter lfilter_zi lfiltic lombscargle lp2bp lp2bp_zpk ' +
    'lp2bs lp2bs_zpk lp2hp lp2hp_zpk lp2lp lp2lp_zpk lsim lti max_len_seq medfilt medfilt2d minimum_phase normalize oaconvolve order_filter ' +
    'peak_prominences peak_widths periodogram place_poles qspline1d qspline1d_eval qspline2d remez resample resample_poly residue residuez ' +
    'savgol_coeffs savgol_filter sawtooth sepfir2d sos2tf sos2zpk sosfilt sosfilt_zi sosfiltfilt sosfreqz spectrogram spline_filter square ss2tf ' +
    'ss2zpk step stft sweep_poly symiirorder1 symiirorder2 tf2sos tf2ss tf2zpk unique_roots unit_impulse upfirdn vectorstrength welch wiener ' +
    'windows zoom_fft zpk2sos zpk2ss zpk2tf',
  'scipy.special':
    'SpecialFunctionError SpecialFunctionWarning agm ai_zeros airy airye assoc_laguerre assoc_legendre_p assoc_legendre_p_all bdtr bdtrc bdtri ' +
    'bdtrik bdtrin bei bei_zeros beip beip_zeros ber ber_zeros bernoulli berp berp_zeros besselpoly beta betainc betaincc betainccinv betaincinv ' +
    'betaln bi_zeros binom boxcox boxcox1p btdtria btdtrib c_roots cbrt cg_roots chdtr chdtrc chdtri chdtriv chebyc chebys chebyt chebyu chndtr ' +
    'chndtridf chndtrinc chndtrix comb cosdg cosm1 cotdg dawsn digamma diric ellip_harm ellip_harm_2 ellip_normal ellipe ellipeinc ellipj ellipk ' +
    'ellipkinc ellipkm1 elliprc elliprd elliprf elliprg elliprj entr erf erf_zeros erfc erfcinv erfcx erfi erfinv errstate euler eval_chebyc ' +
    'eval_chebys eval_chebyt eval_chebyu eval_gegenbauer eval_genlaguerre eval_hermite eval_hermitenorm eval_jacobi eval_laguerre eval_legendre ' +
    'eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi eval_sh_legendre exp1 exp10 exp2 expi expit expm1 expn exprel factorial factorial2 factorialk ' +
    'fdtr fdtrc fdtri fdtridfd fresnel fresnel_zeros fresnelc_zeros fresnels_zeros gamma gammainc gammaincc gammainccinv gammaincinv gammaln ' +
    'gammasgn gdtr gdtrc gdtria gdtrib gdtrix gegenbauer genlaguerre geterr h1vp h2vp h_roots hankel1 hankel1e hankel2 hankel2e he_roots hermite ' +
    'hermitenorm huber hyp0f1 hyp1f1 hyp2f1 hyperu i0 i0e i1 i1e inv_boxcox inv_boxcox1p it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0 ' +
    'itmodstruve0 itstruve0 iv ive ivp j0 j1 j_roots jacobi jn jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros js_roots jv jve jvp k0 k0e k1 k1e kei ' +
    'kei_zeros keip keip_zeros kelvin kelvin_zeros ker ker_zeros kerp kerp_zeros kl_div kn kolmogi kolmogorov kv kve kvp l_roots la_roots ' +
    'laguerre lambertw legendre legendre_p legendre_p_all lmbda log1p log_expit log_ndtr log_softmax log_wright_bessel loggamma logit logsumexp ' +
    'lpmv lqmn lqn mathieu_a mathieu_b mathieu_cem mathieu_even_coef mathieu_modcem1 mathieu_modcem2 mathieu_modsem1 mathieu_modsem2 ' +
    'mathieu_odd_coef mathieu_sem modfresnelm modfresnelp modstruve multigammaln nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr ncfdtri ncfdtridfd ' +
    'ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtr ndtri ndtri_exp nrdtrimn nrdtrisd obl_ang1 obl_ang1_cv obl_cv obl_cv_seq ' +
    'obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv owens_t p_roots pbdn_seq pbdv pbdv_seq pbvv pbvv_seq pbwa pdtr pdtrc pdtri pdtrik perm poch ' +
    'polygamma powm1 pro_ang1 pro_ang1_cv pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv ps_roots pseudo_huber psi radian rel_entr ' +
    'rgamma riccati_jn riccati_yn roots_chebyc roots_chebys roots_chebyt roots_chebyu roots_gegenbauer roots_genlaguerre roots_hermite ' +
    'roots_hermitenorm roots_jacobi roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu roots_sh_jacobi roots_sh_legendre round s_roots ' +
    'seterr sh_chebyt sh_chebyu sh_jacobi sh_legendre shichi sici sinc sindg smirnov smirnovi softmax softplus spence sph_harm_y sph_harm_y_all ' +
    'sph_legendre_p sph_legendre_p_all spherical_in spherical_jn spherical_kn spherical_yn stdtr stdtridf stdtrit stirling2 struve t_roots tandg ' +
    'tklmbda ts_roots u_roots us_roots voigt_profile wofz wright_bessel wrightomega xlog1py xlogy y0 y0_zeros y1 y1_zeros y1p_zeros yn yn_zeros ' +
    'ynp_zeros yv yve yvp zeta zetac',
  'scipy.stats':
    'Binomial BootstrapMethod CensoredData ConstantInputWarning Covariance DegenerateDataWarning FitError Logistic Mixture MonteCarloMethod ' +
    'NearConstantInputWarning Normal PermutationMethod Uniform abs alexandergovern alpha anderson anderson_ksamp anglit ansari arcsine argus ' +
    'barnard_exact bartlett bayes_mvs bernoulli beta betabinom betanbinom betaprime biasedurn binned_statistic binned_statistic_2d ' +
    'binned_statistic_dd binom binomtest boltzmann bootstrap boschloo_exact boxcox boxcox_llf boxcox_normmax boxcox_normplot bradford ' +
    'brunnermunzel burr burr12 bws_test cauchy chatterjeexi chi chi2 chi2_contingency chisquare circmean circstd circvar combine_pvalues ' +
    'contingency cosine cramervonmises cramervonmises_2samp crystalball cumfreq describe dgamma differential_entropy directional_stats dirichlet ' +
    'dirichlet_multinomial distributions dlaplace dpareto_lognorm dunnett dweibull ecdf energy_distance entropy epps_singleton_2samp erlang exp ' +
    'expectile expon exponnorm exponpow exponweib f f_oneway false_discovery_control fatiguelife fisher_exact fisk fit fligner foldcauchy ' +
    'foldnorm friedmanchisquare gamma gausshyper gaussian_kde genexpon genextreme gengamma genhalflogistic genhyperbolic geninvgauss genlogistic ' +
    'gennorm genpareto geom gibrat gmean gompertz goodness_of_fit gstd gumbel_l gumbel_r gzscore halfcauchy halfgennorm halflogistic halfnorm ' +
    'hmean hypergeom hypsecant invgamma invgauss invweibull invwishart iqr irwinhall jarque_bera jf_skew_t johnsonsb johnsonsu kappa3 kappa4 kde ' +
    'kendalltau kruskal ks_1samp ks_2samp ksone kstat kstatvar kstest kstwo kstwobign kurtosis kurtosistest landau laplace laplace_asymmetric ' +
    'levene levy levy_l levy_stable linregress lmoment log loggamma logistic loglaplace lognorm logrank logser loguniform lomax make_distribution ' +
    'mannwhitneyu matrix_normal matrix_t maxwell median_abs_deviation median_test mielke mode moment monte_carlo_test mood morestats moyal mstats ' +
    'mstats_basic mstats_extras multinomial multiscale_graphcorr multivariate_hypergeom multivariate_normal multivariate_t mvn mvsdist nakagami ' +
    'nbinom ncf nchypergeom_fisher nchypergeom_wallenius nct ncx2 nhypergeom norm normal_inverse_gamma normaltest norminvgauss obrientransform ' +
    'order_statistic ortho_group page_trend_test pareto pearson3 pearsonr percentileofscore permutation_test planck pmean pointbiserialr poisson ' +
    'poisson_binom poisson_means_test power power_divergence powerlaw powerlognorm powernorm ppcc_max ppcc_plot probplot qmc quantile ' +
    'quantile_test randint random_correlation random_table rankdata ranksums rayleigh rdist recipinvgauss reciprocal rel_breitwigner relfreq rice ' +
    'rv_continuous rv_discrete rv_histogram scoreatpercentile sem semicircular shapiro siegelslopes sigmaclip skellam skew skewcauchy skewnorm ' +
    'skewtest sobol_indices somersd spearmanr spearmanrho special_ortho_group stats studentized_range t theilslopes tiecorrect tmax tmean tmin ' +
    'trapezoid triang trim1 trim_mean trimboth truncate truncexpon truncnorm truncpareto truncweibull_min tsem tstd ttest_1samp ttest_ind ' +
    'ttest_ind_from_stats ttest_rel tukey_hsd tukeylambda tvar uniform uniform_direction unitary_group variation vonmises vonmises_fisher ' +
    'vonmises_line wald wasserstein_distance wasserstein_distance_nd weibull_max weibull_min weightedtau wilcoxon wishart wrapcauchy yeojohnson ' +
    'yeojohnson_llf yeojohnson_normmax yeojohnson_normplot yulesimon zipf zipfian zmap zscore',
  'sklearn.cluster':
    'AffinityPropagation AgglomerativeClustering Birch BisectingKMeans DBSCAN FeatureAgglomeration HDBSCAN KMeans MeanShift MiniBatchKMeans ' +
    'OPTICS SpectralBiclustering SpectralClustering SpectralCoclustering affinity_propagation cluster_optics_dbscan cluster_optics_xi ' +
    'compute_optics_graph dbscan estimate_bandwidth get_bin_seeds k_means kmeans_plusplus linkage_tree mean_shift spectral_clustering ward_tree',
  'sklearn.datasets':
    'clear_data_home dump_svmlight_file fetch_20newsgroups fetch_20newsgroups_vectorized fetch_california_housing fetch_covtype fetch_file ' +
    'fetch_kddcup99 fetch_lfw_pairs fetch_lfw_people fetch_olivetti_faces fetch_openml fetch_rcv1 fetch_species_distributions get_data_home ' +
    'load_breast_cancer load_diabetes load_digits load_files load_iris load_linnerud load_sample_image load_sample_images load_svmlight_file ' +
    'load_svmlight_files load_wine make_biclusters make_blobs make_checkerboard make_circles make_classification make_friedman1 make_friedman2 ' +
    'make_friedman3 make_gaussian_quantiles make_hastie_10_2 make_low_rank_matrix make_moons make_multilabel_classification make_regression ' +
    'make_s_curve make_sparse_coded_signal make_sparse_spd_matrix make_sparse_uncorrelated make_spd_matrix make_swiss_roll',
  'sklearn.decomposition':
    'DictionaryLearning FactorAnalysis FastICA IncrementalPCA KernelPCA LatentDirichletAllocation MiniBatchDictionaryLearning MiniBatchNMF ' +
    'MiniBatchSparsePCA NMF PCA SparseCoder SparsePCA TruncatedSVD dict_learning dict_learning_online fastica non_negative_factorization ' +
    'randomized_svd sparse_encode',
  'sklearn.ensemble':
    'AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor BaseEnsemble ExtraTreesClassifier ExtraTreesRegressor ' +
    'GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier HistGradientBoostingRegressor IsolationForest ' +
    'RandomForestClassifier RandomForestRegressor RandomTreesEmbedding StackingClassifier StackingRegressor VotingClassifier VotingRegressor',
  'sklearn.linear_model':
    'ARDRegression BayesianRidge ElasticNet ElasticNetCV GammaRegressor HuberRegressor Lars LarsCV Lasso LassoCV LassoLars LassoLarsCV ' +
    'LassoLarsIC LinearRegression LogisticRegression LogisticRegressionCV MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso ' +
    'MultiTaskLassoCV OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV PassiveAggressiveClassifier PassiveAggressiveRegressor Perceptron ' +
    'PoissonRegressor QuantileRegressor RANSACRegressor Ridge RidgeCV RidgeClassifier RidgeClassifierCV SGDClassifier SGDOneClassSVM SGDRegressor ' +
    'TheilSenRegressor TweedieRegressor enet_path lars_path lars_path_gram lasso_path orthogonal_mp orthogonal_mp_gram ridge_regression',
  'sklearn.metrics':
    'ConfusionMatrixDisplay DetCurveDisplay DistanceMetric PrecisionRecallDisplay PredictionErrorDisplay RocCurveDisplay accuracy_score ' +
    'adjusted_mutual_info_score adjusted_rand_score auc average_precision_score balanced_accuracy_score brier_score_loss calinski_harabasz_score ' +
    'check_scoring class_likelihood_ratios classification_report cluster cohen_kappa_score completeness_score confusion_matrix ' +
    'confusion_matrix_at_thresholds consensus_score coverage_error d2_absolute_error_score d2_brier_score d2_log_loss_score d2_pinball_score ' +
    'd2_tweedie_score davies_bouldin_score dcg_score det_curve euclidean_distances explained_variance_score f1_score fbeta_score ' +
    'fowlkes_mallows_score get_scorer get_scorer_names hamming_loss hinge_loss homogeneity_completeness_v_measure homogeneity_score jaccard_score ' +
    'label_ranking_average_precision_score label_ranking_loss log_loss make_scorer matthews_corrcoef max_error mean_absolute_error ' +
    'mean_absolute_percentage_error mean_gamma_deviance mean_pinball_loss mean_poisson_deviance mean_squared_error mean_squared_log_error ' +
    'mean_tweedie_deviance median_absolute_error metric_at_thresholds multilabel_confusion_matrix mutual_info_score nan_euclidean_distances ' +
    'ndcg_score normalized_mutual_info_score pair_confusion_matrix pairwise_distances pairwise_distances_argmin pairwise_distances_argmin_min ' +
    'pairwise_distances_chunked pairwise_kernels precision_recall_curve precision_recall_fscore_support precision_score r2_score rand_score ' +
    'recall_score roc_auc_score roc_curve root_mean_squared_error root_mean_squared_log_error silhouette_samples silhouette_score ' +
    'top_k_accuracy_score v_measure_score zero_one_loss',
  'sklearn.model_selection':
    'BaseCrossValidator BaseShuffleSplit FixedThresholdClassifier GridSearchCV GroupKFold GroupShuffleSplit KFold LearningCurveDisplay ' +
    'LeaveOneGroupOut LeaveOneOut LeavePGroupsOut LeavePOut ParameterGrid ParameterSampler PredefinedSplit RandomizedSearchCV RepeatedKFold ' +
    'RepeatedStratifiedKFold ShuffleSplit StratifiedGroupKFold StratifiedKFold StratifiedShuffleSplit TimeSeriesSplit TunedThresholdClassifierCV ' +
    'ValidationCurveDisplay check_cv cross_val_predict cross_val_score cross_validate learning_curve permutation_test_score train_test_split ' +
    'validation_curve',
  'sklearn.naive_bayes': 'BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB',
  'sklearn.neighbors':
    'BallTree KDTree KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer KernelDensity LocalOutlierFactor NearestCentroid ' +
    'NearestNeighbors NeighborhoodComponentsAnalysis RadiusNeighborsClassifier RadiusNeighborsRegressor RadiusNeighborsTransformer VALID_METRICS ' +
    'VALID_METRICS_SPARSE kneighbors_graph radius_neighbors_graph sort_graph_by_row_values',
  'sklearn.preprocessing':
    'Binarizer FunctionTransformer KBinsDiscretizer KernelCenterer LabelBinarizer LabelEncoder MaxAbsScaler MinMaxScaler MultiLabelBinarizer ' +
    'Normalizer OneHotEncoder OrdinalEncoder PolynomialFeatures PowerTransformer QuantileTransformer RobustScaler SplineTransformer ' +
    'StandardScaler TargetEncoder add_dummy_feature binarize label_binarize maxabs_scale minmax_scale normalize power_transform ' +
    'quantile_transform robust_scale scale',
  'sklearn.svm': 'LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR l1_min_c',
  'sklearn.tree':
    'BaseDecisionTree DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor export_graphviz export_text plot_tree',
  sympy:
    'Abs AccumBounds Add Adjoint AlgebraicField AlgebraicNumber And AppliedPredicate Array AssumptionsContext Atom AtomicExpr BasePolynomialError ' +
    'Basic BlockDiagMatrix BlockMatrix CC CRootOf Catalan Chi Ci Circle CoercionFailed Complement ComplexField ComplexRegion ComplexRootOf ' +
    'Complexes ComputationFailed ConditionSet Contains CosineTransform Curve DeferredVector DenseNDimArray Derivative Determinant DiagMatrix ' +
    'DiagonalMatrix DiagonalOf Dict DiracDelta DisjointUnion Domain DomainError DotProduct Dummy E E1 EPath EX EXRAW Ei Eijk Ellipse ' +
    'EmptySequence EmptySet Eq Equality Equivalent EulerGamma EvaluationFailed ExactQuotientFailed Expr ExpressionDomain ExtraneousFactors FF ' +
    'FF_gmpy FF_python FU FallingFactorial FiniteField FiniteSet FlagError Float FourierTransform FractionField Function FunctionClass ' +
    'FunctionMatrix GF GMPYFiniteField GMPYIntegerRing GMPYRationalField Ge GeneratorsError GeneratorsNeeded GeometryError GoldenRatio ' +
    'GramSchmidt GreaterThan GroebnerBasis Gt HadamardPower HadamardProduct HankelTransform Heaviside HeuristicGCDFailed HomomorphismFailed I ITE ' +
    'Id Identity Idx ImageSet ImmutableDenseMatrix ImmutableDenseNDimArray ImmutableMatrix ImmutableSparseMatrix ImmutableSparseNDimArray Implies ' +
    'Indexed IndexedBase Integer IntegerRing Integers Integral Intersection Interval Inverse InverseCosineTransform InverseFourierTransform ' +
    'InverseHankelTransform InverseLaplaceTransform InverseMellinTransform InverseSineTransform IsomorphismFailed KroneckerDelta KroneckerProduct ' +
    'LC LM LT Lambda LambertW LaplaceTransform Le LessThan LeviCivita Li Limit Line Line2D Line3D Lt MatAdd MatMul MatPow Matrix MatrixBase ' +
    'MatrixExpr MatrixPermute MatrixSlice MatrixSymbol Max MellinTransform Min Mod Monomial Mul MultivariatePolynomialError MutableDenseMatrix ' +
    'MutableDenseNDimArray MutableMatrix MutableSparseMatrix MutableSparseNDimArray N NDimArray Nand Naturals Naturals0 Ne NonSquareMatrixError ' +
    'Nor Not NotAlgebraic NotInvertible NotReversible Number NumberSymbol O OmegaPower OneMatrix OperationNotSupported OptionError Options Or ' +
    'Order Ordinal POSform Parabola Permanent PermutationMatrix Piecewise Plane Point Point2D Point3D PoleError PolificationFailed Poly Polygon ' +
    'PolynomialDivisionFailed PolynomialError PolynomialRing Pow PowerSet PrecisionExhausted Predicate Product ProductSet PurePoly ' +
    'PythonFiniteField PythonIntegerRing PythonRational Q QQ QQ_I QQ_gmpy QQ_python Quaternion RR Range Rational RationalField Rationals Ray ' +
    'Ray2D Ray3D RealField RealNumber Reals RefinementFailed RegularPolygon Rel Rem RisingFactorial RootOf RootSum S SOPform Segment Segment2D ' +
    'Segment3D SeqAdd SeqFormula SeqMul SeqPer Set ShapeError Shi Si Sieve SineTransform SingularityFunction SparseMatrix SparseNDimArray ' +
    'StrPrinter StrictGreaterThan StrictLessThan Subs Sum Symbol SymmetricDifference SympifyError TableForm Trace Transpose Triangle ' +
    'TribonacciConstant Tuple Unequality UnevaluatedExpr UnificationFailed Union UnivariatePolynomialError UniversalSet Wild WildFunction Xor Ynm ' +
    'Ynm_c ZZ ZZ_I ZZ_gmpy ZZ_python ZeroMatrix Znm abundance acos acosh acot acoth acsc acsch adjoint airyai airyaiprime airybi airybiprime ' +
    'algebras all_roots andre apart apart_list appellf1 apply_finite_diff approximants are_similar arg arity asec asech asin asinh ask ' +
    'assemble_partfrac_list assoc_laguerre assoc_legendre assuming assumptions atan atan2 atanh banded bell bernoulli besseli besselj besselk ' +
    'besselsimp bessely beta betainc betainc_regularized binomial binomial_coefficients binomial_coefficients_list block_collapse blockcut ' +
    'bool_map bottom_up bspline_basis bspline_basis_set cacheit calculus cancel capture carmichael cartes casoratian catalan cbrt ccode ceiling ' +
    'centroid chebyshevt chebyshevt_poly chebyshevt_root chebyshevu chebyshevu_poly chebyshevu_root check_assumptions checkodesol checkpdesol ' +
    'checksol classify_ode classify_pde closest_points cofactors collect collect_const combsimp comp compose composite compositepi concrete ' +
    'conjugate construct_domain content continued_fraction continued_fraction_convergents continued_fraction_iterator continued_fraction_periodic ' +
    'continued_fraction_reduce convex_hull convolution cos cosh cosine_transform cot coth count_ops count_roots covering_product csc csch cse ' +
    'cxxcode cycle_length cyclotomic_poly decompogen decompose default_sort_key deg degree degree_list denom derive_by_array det det_quick diag ' +
    'diagonalize_vector dict_merge diff difference_delta differentiate_finite digamma diophantine dirichlet_eta discrete discrete_log ' +
    'discriminant div divisor_count divisor_sigma divisors doctest dotprint dsolve egyptian_fraction elliptic_e elliptic_f elliptic_k elliptic_pi ' +
    'epath erf erf2 erf2inv erfc erfcinv erfi erfinv euler euler_equations evalf evaluate exp exp_polar expand expand_complex expand_func ' +
    'expand_log expand_mul expand_multinomial expand_power_base expand_power_exp expand_trig expint exptrigsimp exquo external eye factor ' +
    'factor_cache factor_list factor_nc factor_system factor_terms factorial factorial2 factorint factorrat failing_assumptions false ' +
    'farthest_points fcode ff fft fibonacci field field_isomorphism filldedent finite_diff_weights flatten floor fourier_series fourier_transform ' +
    'fps frac fraction fresnelc fresnels fu functions fwht galois_group gamma gammasimp gcd gcd_list gcd_terms gcdex gegenbauer genocchi geometry ' +
    'get_contraction_structure get_indices gff gff_list glsl_code grevlex grlex groebner ground_roots group gruntz hadamard_product half_gcdex ' +
    'hankel1 hankel2 hankel_transform harmonic has_dups has_variety hermite hermite_poly hermite_prob hermite_prob_poly hessian hn1 hn2 ' +
    'homogeneous_order horner hyper hyperexpand hypersimilar hypersimp idiff ifft ifwht igcd igrevlex igrlex ilcm ilex im imageset init_printing ' +
    'init_session integer_log integer_nthroot integrate interactive interactive_traversal interpolate interpolating_poly interpolating_spline ' +
    'intersecting_product intersection intervals intt inv_quick inverse_cosine_transform inverse_fourier_transform inverse_hankel_transform ' +
    'inverse_laplace_transform inverse_mellin_transform inverse_mobius_transform inverse_sine_transform invert is_abundant is_amicable ' +
    'is_carmichael is_convex is_decreasing is_deficient is_increasing is_mersenne_prime is_monotonic is_nthpow_residue is_perfect ' +
    'is_primitive_root is_quad_residue is_strictly_decreasing is_strictly_increasing is_zero_dimensional isolate isprime itermonomials jacobi ' +
    'jacobi_normalized jacobi_poly jacobi_symbol jn jn_zeros jordan_cell jscode julia_code kronecker_product kronecker_symbol kroneckersimp ' +
    'laguerre laguerre_poly lambdify laplace_correspondence laplace_initial_conds laplace_transform latex lcm lcm_list legendre legendre_poly ' +
    'legendre_symbol lerchphi lex li limit limit_seq line_integrate linear_eq_to_matrix linsolve list2numpy ln log logcombine loggamma lowergamma ' +
    'lucas maple_code marcumq mathematica_code mathieuc mathieucprime mathieus mathieusprime mathml matrix2numpy matrix_multiply_elementwise ' +
    'matrix_symbols maximum meijerg mellin_transform memoize_property mersenne_prime_exponent minimal_polynomial minimum minpoly mobius ' +
    'mobius_transform mod_inverse monic motzkin multigamma multiline_latex multinomial_coefficients multipledispatch multiplicity n_order nan ' +
    'nextprime nfloat nonlinsolve not_empty_in npartitions nroots nsimplify nsolve nth_power_roots_poly ntheory nthroot_mod ntt num_digits ' +
    'numbered_symbols numer octave_code ode_order ones oo ord0 ordered pager_print parallel_poly_from_expr parse_expr parsing partition ' +
    'pde_separate pde_separate_add pde_separate_mul pdiv pdsolve per perfect_power periodic_argument periodicity permutedims pexquo pi ' +
    'piecewise_exclusive piecewise_fold plot plot_backends plot_implicit plot_parametric plotting polar_lift polarify pollard_pm1 pollard_rho ' +
    'poly poly_from_expr polygamma polylog polys posify postfixes postorder_traversal powdenest powsimp pprint pprint_try_use_unicode ' +
    'pprint_use_unicode pquo prefixes prem preorder_traversal pretty pretty_print preview prevprime prime prime_decomp prime_valuation ' +
    'primefactors primenu primeomega primepi primerange primitive primitive_element primitive_root primorial principal_branch print_ccode ' +
    'print_fcode print_glsl print_gtk print_jscode print_latex print_maple_code print_mathml print_python print_rcode print_tree printing prod ' +
    'product proper_divisor_count proper_divisors public pycode python quadratic_congruence quadratic_residues quo rad radsimp randMatrix ' +
    'random_poly randprime rational_interpolate ratsimp ratsimpmodprime rcode rcollect re real_root real_roots reduce_abs_inequalities ' +
    'reduce_abs_inequality reduce_inequalities reduced reduced_totient refine refine_root register_handler release rem remove_handler reshape ' +
    'residue resultant rf riemann_xi ring root rootof roots rot_axis1 rot_axis2 rot_axis3 rot_ccw_axis1 rot_ccw_axis2 rot_ccw_axis3 rot_givens ' +
    'rotations round_two rsolve rsolve_hyper rsolve_poly rsolve_ratio rust_code satisfiable sec sech separatevars sequence series seterr sfield ' +
    'shape sieve sift sign signsimp simplify simplify_logic sin sinc sine_transform singularities singularityintegrate sinh smtlib_code solve ' +
    'solve_linear solve_linear_system solve_linear_system_LU solve_poly_inequality solve_poly_system solve_rational_inequalities ' +
    'solve_triangulated solve_undetermined_coeffs solve_univariate_inequality solveset sqf sqf_list sqf_norm sqf_part sqrt sqrt_mod sqrt_mod_iter ' +
    'sqrtdenest srepr sring sstr sstrrepr stationary_points stieltjes strategies sturm subfactorial subresultants subsets substitution summation ' +
    'swinnerton_dyer_poly symarray symbols symmetric_poly symmetrize sympify take tan tanh tensor tensorcontraction tensordiagonal tensorproduct ' +
    'terms_gcd test textplot threaded timed to_cnf to_dnf to_nnf to_number_field together topological_sort total_degree totient trace trailing ' +
    'transpose tribonacci trigamma trigsimp true trunc unbranched_argument unflatten unpolarify uppergamma use utilities var variations vectorize ' +
    'vfield viete vring wronskian xfield xring xthreaded yn zeros zeta zoo',
  'torch.nn':
    'AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d ' +
    'AlphaDropout AvgPool1d AvgPool2d AvgPool3d BCELoss BCEWithLogitsLoss BatchNorm1d BatchNorm2d BatchNorm3d Bilinear Buffer CELU CTCLoss ' +
    'ChannelShuffle CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d Container Conv1d Conv2d Conv3d ' +
    'ConvTranspose1d ConvTranspose2d ConvTranspose3d CosineEmbeddingLoss CosineSimilarity CrossEntropyLoss CrossMapLRN2d DataParallel Dropout ' +
    'Dropout1d Dropout2d Dropout3d ELU Embedding EmbeddingBag FeatureAlphaDropout Flatten Fold FractionalMaxPool2d FractionalMaxPool3d GELU GLU ' +
    'GRU GRUCell GaussianNLLLoss GroupNorm Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss HuberLoss Identity InstanceNorm1d ' +
    'InstanceNorm2d InstanceNorm3d KLDivLoss L1Loss LPPool1d LPPool2d LPPool3d LSTM LSTMCell LayerNorm LazyBatchNorm1d LazyBatchNorm2d ' +
    'LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d ' +
    'LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear LeakyReLU Linear LinearCrossEntropyLoss LinearCrossEntropyOptions LocalResponseNorm ' +
    'LogSigmoid LogSoftmax MSELoss MarginRankingLoss MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish Module ModuleDict ' +
    'ModuleList MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention NLLLoss NLLLoss2d PReLU PairwiseDistance ' +
    'Parameter ParameterDict ParameterList PixelShuffle PixelUnshuffle PoissonNLLLoss RMSNorm RNN RNNBase RNNCell RNNCellBase RReLU ReLU ReLU6 ' +
    'ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d SELU Sequential SiLU Sigmoid SmoothL1Loss ' +
    'SoftMarginLoss Softmax Softmax2d Softmin Softplus Softshrink Softsign SyncBatchNorm Tanh Tanhshrink Threshold Transformer TransformerDecoder ' +
    'TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer TripletMarginLoss TripletMarginWithDistanceLoss Unflatten Unfold ' +
    'UninitializedBuffer UninitializedParameter Upsample UpsamplingBilinear2d UpsamplingNearest2d ZeroPad1d ZeroPad2d ZeroPad3d attention ' +
    'common_types factory_kwargs functional grad init intrinsic modules parallel parameter qat quantizable quantized utils',
  'torch.nn.functional':
    'BroadcastingList1 BroadcastingList2 BroadcastingList3 Callable DType GRID_SAMPLE_INTERPOLATION_MODES GRID_SAMPLE_PADDING_MODES Optional ' +
    'ScalingType SwizzleType TYPE_CHECKING Tensor adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d ' +
    'adaptive_max_pool1d_with_indices adaptive_max_pool2d adaptive_max_pool2d_with_indices adaptive_max_pool3d adaptive_max_pool3d_with_indices ' +
    'affine_grid alpha_dropout assert_int_or_pair avg_pool1d avg_pool2d avg_pool3d batch_norm bilinear binary_cross_entropy ' +
    'binary_cross_entropy_with_logits boolean_dispatch celu celu_ channel_shuffle conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d ' +
    'conv_transpose3d cosine_embedding_loss cosine_similarity cross_entropy ctc_loss dataclasses dropout dropout1d dropout2d dropout3d elu elu_ ' +
    'embedding embedding_bag feature_alpha_dropout fold fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d ' +
    'fractional_max_pool3d_with_indices gaussian_nll_loss gelu glu grad grid_sample group_norm grouped_mm gumbel_softmax handle_torch_function ' +
    'hardshrink hardsigmoid hardswish hardtanh hardtanh_ has_torch_function has_torch_function_unary has_torch_function_variadic ' +
    'hinge_embedding_loss huber_loss importlib instance_norm interpolate kl_div l1_loss layer_norm leaky_relu leaky_relu_ linear ' +
    'linear_cross_entropy local_response_norm log_softmax logsigmoid lp_pool1d lp_pool2d lp_pool3d margin_ranking_loss math max_pool1d ' +
    'max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices max_unpool1d max_unpool2d max_unpool3d mish ' +
    'mse_loss multi_head_attention_forward multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss native_channel_shuffle nll_loss ' +
    'normalize np one_hot pad pairwise_distance pdist pixel_shuffle pixel_unshuffle poisson_nll_loss prelu relu relu6 relu_ reproducibility_notes ' +
    'rms_norm rrelu rrelu_ scaled_dot_product_attention scaled_grouped_mm scaled_mm selu selu_ sigmoid silu smooth_l1_loss soft_margin_loss ' +
    'softmax softmin softplus softshrink softsign sparse_support_notes tanh tanhshrink tf32_notes threshold threshold_ torch triplet_margin_loss ' +
    'triplet_margin_with_distance_loss unfold upsample upsample_bilinear upsample_nearest warnings'
};
