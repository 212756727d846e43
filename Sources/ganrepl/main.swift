print("ganrepl")
