"""What holds between the template and the code. Each check answers with the problems that it found."""
