module program {
    requires org.forkbook;
}
